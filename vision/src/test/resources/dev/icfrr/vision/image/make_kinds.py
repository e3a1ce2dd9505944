#!/usr/bin/env python3
"""Writes kinds.tsv: small image files of many kinds, and what Pillow makes of them.

Each line has a name, the file in base64, the size, and the SHA-256 of Pillow's pixels after convert("RGB"); "refused" where
Pillow refuses the file. Needs Pillow 9.4 with libjpeg-turbo 2.1, NumPy, and cjpeg of libjpeg-turbo for sampling factors that
Pillow does not write. Runs with the same seed give the same files.
"""
import base64, hashlib, io, os, random, struct, subprocess, sys, tempfile, warnings, zlib
import numpy as np
from PIL import Image

warnings.simplefilter("ignore")
rnd = random.Random(2026)
nr = np.random.RandomState(2026)

def smooth(w,h,c):
    s=nr.randint(0,256,(max(1,h//5+1),max(1,w//5+1),c)).astype('u1')
    return np.stack([np.array(Image.fromarray(s[:,:,i]).resize((w,h),2)) for i in range(c)],2)
def png(w,h):
    t,b=rnd.choice([(0,1),(0,2),(0,4),(0,8),(0,16),(2,8),(2,16),(3,1),(3,2),(3,4),(3,8),(4,8),(4,16),(6,8),(6,16)])
    ch={0:1,2:3,3:1,4:2,6:4}[t]; inter=rnd.random()<.4
    raw=b''
    passes=[(0,0,8,8),(4,0,8,8),(0,4,4,8),(2,0,4,4),(0,2,2,4),(1,0,2,2),(0,1,1,2)] if inter else [(0,0,1,1)]
    for l,tp,sx,sy in passes:
        cols=-(-max(0,w-l)//sx); rows=-(-max(0,h-tp)//sy)
        if not cols: continue
        for y in range(rows):
            nb=-(-cols*ch*b//8); raw+=bytes([rnd.randrange(5)])+nr.bytes(nb)
    cut=rnd.random()<.2
    if cut: raw=raw[:rnd.randrange(len(raw)+1)]
    z=zlib.compress(raw,rnd.choice([0,1,9])); 
    def chunk(t,d): return struct.pack('>I',len(d))+t+d+struct.pack('>I',zlib.crc32(t+d))
    o=b'\x89PNG\r\n\x1a\n'+chunk(b'IHDR',struct.pack('>IIBBBBB',w,h,b,t,0,0,inter))
    if rnd.random()<.3: o+=chunk(b'gAMA',struct.pack('>I',45455))
    if t==3: o+=chunk(b'PLTE',nr.bytes(3*rnd.randrange(1,(1<<b)+1)))
    if rnd.random()<.3:
        if t==3: o+=chunk(b'tRNS',nr.bytes(rnd.randrange(1,3)))
        if t==2: o+=chunk(b'tRNS',nr.bytes(6))
        if t==0: o+=chunk(b'tRNS',struct.pack('>H',rnd.randrange(1<<min(b,8))))
    i=0
    while i<len(z):
        k=rnd.randrange(1,len(z)+1); o+=chunk(b'IDAT',z[i:i+k]); i+=k
    o+=chunk(b'IEND',b'')
    return o,'png'
def gif(w,h):
    colors=rnd.choice([2,4,16,256]); a=nr.randint(0,colors,(h,w)).astype('u1')
    if rnd.random()<.5: a=(smooth(w,h,1)[:,:,0]%colors).astype('u1')
    im=Image.fromarray(a,'P'); im.putpalette(nr.bytes(3*colors) if rnd.random()<.9 else bytes(i for i in range(colors) for _ in range(3)))
    f=io.BytesIO(); kw={}
    if rnd.random()<.4: kw['transparency']=rnd.randrange(colors)
    im.save(f,'GIF',interlace=rnd.random()<.5,optimize=False,**kw); d=bytearray(f.getvalue())
    # move the frame on a larger screen
    g=13+(3*(2<<(d[10]&7)) if d[10]&128 else 0)
    j=g
    while d[j]==0x21:
        j+=2
        while d[j]: j+=d[j]+1
        j+=1
    assert d[j]==0x2c
    if rnd.random()<.6:
        x,y=rnd.randrange(0,9),rnd.randrange(0,9); struct.pack_into('<HH',d,j+1,x,y)
        struct.pack_into('<HH',d,6,max(1,w+rnd.randrange(-3,20)),max(1,h+rnd.randrange(-3,20)))
    d[11]=rnd.randrange(colors)
    if rnd.random()<.3:
        # local palette
        fl=d[j+9]; bits={2:0,4:1,16:3,256:7}[colors]; d[j+9]=(fl&0x40)|0x80|bits; d[j+10:j+10]=nr.bytes(3*(2<<bits))
    if rnd.random()<.1: d=d[:rnd.randrange(len(d)//2,len(d))]
    return bytes(d),'gif'
def bmp(w,h):
    bits=rnd.choice([1,4,8,16,24,32]); comp=0; hdr=rnd.choice([12,40,40,108,124]) if bits not in (16,32) else rnd.choice([40,108,124])
    masks=b''; pal=b''; top=rnd.random()<.3 and hdr!=12
    if bits in(16,32) and rnd.random()<.6:
        comp=3; masks=struct.pack('<III',*rnd.choice({16:[(0xf800,0x7e0,0x1f),(0x7c00,0x3e0,0x1f)],32:[(0xff0000,0xff00,0xff),(0xff000000,0xff0000,0xff00),(0xff,0xff00,0xff0000)]}[bits]))
        am=0
        if masks==struct.pack('<III',0xff,0xff00,0xff0000): am=0xff000000; hdr=rnd.choice([108,124])
    colors=0
    if bits<=8:
        colors=rnd.choice([1<<bits,rnd.randrange(3,(1<<bits)+1) if bits>1 else 2]); pal=b''.join(nr.bytes(3)+(b'\0' if hdr!=12 else b'') for _ in range(colors if hdr!=12 else 1<<bits))
    stride=(w*bits+31)//32*4; data=nr.bytes(stride*h)
    if bits==8 and rnd.random()<.4 and hdr!=12:
        comp=1; data=b''
        for y in range(h):
            x=0
            while x<w:
                k=rnd.randrange(1,min(255,w-x)+1)
                if rnd.random()<.5 or k<3: data+=bytes([k,rnd.randrange(colors)])
                else: data+=bytes([0,k])+nr.bytes(k)+(b'\0' if k%2 else b'')
                x+=k
            data+=b'\0\0'
        data+=b'\0\1'
    if bits==4 and rnd.random()<.4 and hdr!=12:
        comp=2; data=b''
        for y in range(h):
            x=0
            while x<w:
                k=rnd.randrange(1,min(255,w-x)+1); data+=bytes([k,rnd.randrange(256)]); x+=k
            data+=b'\0\0'
        data+=b'\0\1'
    if hdr==12: head=struct.pack('<IHHHH',12,w,h,1,bits)
    else:
        head=struct.pack('<IiiHHIIiiII',hdr,w,-h if top else h,1,bits,comp,len(data),0,0,colors,0)
        if comp==3: head+=masks
        if hdr>40: head=(head+(struct.pack('<I',am) if comp==3 else b'')).ljust(hdr,b'\0')
    off=14+len(head)+len(pal)
    return b'BM'+struct.pack('<IHHI',off+len(data),0,0,off)+head+pal+data,'bmp'
def webp(w,h):
    mode=rnd.choice(['RGB','RGBA']); fr=[Image.fromarray(smooth(w,h,3 if mode=='RGB' else 4),mode) for _ in range(rnd.randrange(1,4))]
    f=io.BytesIO(); fr[0].save(f,'WEBP',lossless=rnd.random()<.5,quality=rnd.randrange(101),save_all=len(fr)>1,append_images=fr[1:],exact=rnd.random()<.5); d=f.getvalue()
    if b'ANMF' in d and rnd.random()<.6:
        b=bytearray(d); j=b.index(b'VP8X'); 
        W=w+2*rnd.randrange(5); H=h+2*rnd.randrange(5); b[j+12:j+15]=(W-1).to_bytes(3,'little'); b[j+15:j+18]=(H-1).to_bytes(3,'little')
        k=b.index(b'ANMF'); b[k+8:k+11]=rnd.randrange((W-w)//2+1).to_bytes(3,'little'); b[k+11:k+14]=rnd.randrange((H-h)//2+1).to_bytes(3,'little'); d=bytes(b)
    return d,'webp'

SAMPLINGS = ["1x1", "2x1", "1x2", "2x2", "4x1", "1x4", "4x2", "2x4", "4x1,2x1,1x1", "2x2,1x2,1x2", "2x2,2x1,2x1",
             "2x2,1x1,2x2", "2x2,2x1,1x2", "1x1,2x2,2x2", "3x1", "1x3", "3x2,1x2,1x1", "2x1,2x1,2x1", "1x2,1x2,1x2",
             "1x1,2x1,1x2", "3x1,1x1,3x1", "1x1,1x1,2x1", "2x2,2x2,1x1"]


def cjpeg(sampling, w, h):
    """A JPEG with any sampling factors, baseline or progressive, with or without restart markers."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "a.ppm")
        Image.fromarray(smooth(w, h, 3)).save(source)
        args = ["cjpeg", "-quality", str(rnd.choice([10, 50, 75, 90, 100])), "-sample", sampling]
        if rnd.random() < .5:
            args.append("-progressive")
        if rnd.random() < .4:
            args += ["-restart", rnd.choice(["1", "3B"])]
        if rnd.random() < .15:
            args.append("-rgb")
        return subprocess.run(args + [source], capture_output=True, check=True).stdout


def jpeg(mode, w, h):
    c = {"L": 1, "RGB": 3, "CMYK": 4}[mode]
    a = smooth(w, h, c)
    f = io.BytesIO()
    keywords = {} if mode == "L" else dict(subsampling=rnd.choice([0, 1, 2]))
    Image.fromarray(a[:, :, 0] if c == 1 else a, mode).save(
        f, "JPEG", quality=rnd.choice([20, 75, 95]), progressive=rnd.random() < .4, **keywords)
    return f.getvalue()


def relabelled(d):
    """The same scans with other component ids and other JFIF and Adobe markers, which decide on the color space."""
    ids = rnd.choice([(0, 1, 2), (82, 71, 66), (1, 1, 1), (7, 8, 9), (1, 2, 3)])
    segments, j = [], 2
    while not segments or segments[-1][1] != 0xda:
        length = d[j + 2] * 256 + d[j + 3]
        segment = bytearray(d[j:j + 2 + length])
        j += 2 + length
        if segment[1] in (0xc0, 0xc1):
            for q in range(segment[9]):
                segment[10 + 3 * q] = ids[q] if q < 3 else 99
        if segment[1] == 0xda:
            for q in range(segment[4]):
                segment[5 + 2 * q] = ids[q] if q < 3 else 99
        segments.append(segment)
    adobe = lambda transform: b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform])
    jfif = b"\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    before = rnd.choice([b"", adobe(rnd.randrange(3)), jfif, adobe(rnd.randrange(3)) + adobe(rnd.randrange(3)),
                         jfif + adobe(rnd.randrange(3))])
    return d[:2] + before + b"".join(bytes(s) for s in segments if s[1] not in (0xe0, 0xee)) + d[j:]


def size():
    return rnd.choice([1, 2, 3, 7, 8, 9, 16, 17] + [rnd.randrange(1, 40)] * 6)


lines = []


def add(name, d):
    try:
        image = Image.open(io.BytesIO(d))
        image.load()
        pixels = image.convert("RGB")
        result = "%d\t%d\t%s" % (*pixels.size, hashlib.sha256(pixels.tobytes()).hexdigest())
    except Exception:
        result = "0\t0\trefused"
    lines.append("%s\t%s\t%s" % (name, base64.b64encode(d).decode(), result))


for file in sys.argv[1:]:
    add(os.path.basename(file), open(file, "rb").read())
for i, sampling in enumerate(SAMPLINGS * 2):
    add("sampling-%s-%d.jpg" % (sampling, i), cjpeg(sampling, size(), size()))
for i in range(12):
    add("pillow-%d.jpg" % i, jpeg(rnd.choice(["L", "RGB", "CMYK"]), size(), size()))
for i in range(24):
    d = cjpeg(rnd.choice(SAMPLINGS), 8 + size(), 8 + size())
    cut = d[:rnd.randrange(len(d) // 2, len(d))]
    add("cut-with-end-%d.jpg" % i, cut + b"\xff\xd9")
    if i < 8:
        add("cut-%d.jpg" % i, cut)
for i in range(24):
    d = jpeg(rnd.choice(["RGB", "CMYK"]), size(), size())
    while b"\xff\xc2" in d:
        d = jpeg(rnd.choice(["RGB", "CMYK"]), size(), size())
    add("relabelled-%d.jpg" % i, relabelled(d))
for kind, count in ((png, 40), (gif, 24), (bmp, 30), (webp, 10)):
    for i in range(count):
        d, extension = kind(size(), size())
        if len(d) < 6000:
            add("kind-%d.%s" % (i, extension), d)
open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "kinds.tsv"), "w").write("\n".join(lines) + "\n")
