package dev.icfrr.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldClassesTest {
    private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-02T03:04:06Z"));

    @TempDir
    private Path folder;

    private int copies;

    @Test
    void aClassOfJava5GetsStackMapsAndRunsAsBefore() throws Exception {
        Path copy = copied(larger(49));
        try (ZipFile jar = new ZipFile(copy.toFile())) {
            byte[] converted = jar.getInputStream(jar.getEntry("Larger.class")).readAllBytes();
            assertThat(ClassFile.of().parse(converted).majorVersion()).isEqualTo(52);
            assertThat(hasStackMaps(converted)).isTrue();
            assertThat(new String(jar.getInputStream(jar.getEntry("note.txt")).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("not a class");
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {copy.toUri().toURL()}, null)) {
            var method = loader.loadClass("Larger").getMethod("larger", int.class, int.class);
            assertThat(method.invoke(null, 3, 8)).isEqualTo(8);
            assertThat(method.invoke(null, 5, -2)).isEqualTo(5);
        }
    }

    @Test
    void aNewerClassStaysAsItIs() throws Exception {
        byte[] newer = larger(61);
        Path copy = copied(newer);
        assertThat(copy).hasSameBinaryContentAs(folder.resolve("in.jar"));
    }

    @Test
    void twoConversionsGiveTheSameBytes() throws Exception {
        assertThat(copied(larger(49))).hasSameBinaryContentAs(copied(larger(49)));
    }

    private static boolean hasStackMaps(byte[] type) {
        return ClassFile.of().parse(type).methods().stream()
                .flatMap(method -> method.code().stream())
                .map(CodeAttribute.class::cast)
                .anyMatch(code -> code.findAttribute(Attributes.stackMapTable()).isPresent());
    }

    private Path copied(byte[] type) throws Exception {
        Path jar = folder.resolve("in.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.putNextEntry(new ZipEntry("Larger.class"));
            out.write(type);
            out.putNextEntry(new ZipEntry("note.txt"));
            out.write("not a class".getBytes(StandardCharsets.UTF_8));
        }
        Path copy = folder.resolve("copy-" + ++copies + ".jar");
        new Jars(Platform.of("Linux", "amd64"), TIME).copy(jar, copy);
        return copy;
    }

    /** A class with a branch, which needs a stack map from Java 7 on. */
    private static byte[] larger(int version) {
        ClassFile.StackMapsOption maps = version < 50
                ? ClassFile.StackMapsOption.DROP_STACK_MAPS
                : ClassFile.StackMapsOption.GENERATE_STACK_MAPS;
        MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);
        return ClassFile.of(maps)
                .build(
                        ClassDesc.of("Larger"),
                        builder -> builder.withVersion(version, 0)
                                .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                                .withMethodBody(
                                        "larger",
                                        type,
                                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                        code -> code.iload(0)
                                                .iload(1)
                                                .ifThenElse(
                                                        Opcode.IF_ICMPGT,
                                                        then -> then.iload(0).ireturn(),
                                                        otherwise -> otherwise
                                                                .iload(1)
                                                                .ireturn())));
    }
}
