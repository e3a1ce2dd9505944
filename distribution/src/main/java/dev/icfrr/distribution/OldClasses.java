package dev.icfrr.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Gives the classes of a jar that were compiled for Java 5 or older the format of Java 8, which has stack maps. Start-up
 * caches hold no class without them. The instructions stay the same.
 */
final class OldClasses implements AutoCloseable {
    private static final int MAGIC = 0xcafebabe;
    private static final int JAVA_6 = 50;
    private static final int JAVA_8 = 52;

    private final URLClassLoader classes;
    private final ClassFile converter;

    /** @param jar holds the classes. Stack maps need their common super classes */
    OldClasses(Path jar) throws IOException {
        classes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        converter = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
    }

    /** Returns whether an entry of a jar is an old class. */
    static boolean isOld(String name, InputStream content) throws IOException {
        if (!name.endsWith(".class")) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(content.readNBytes(8));
        return header.remaining() == 8 && header.getInt() == MAGIC && header.getInt() < JAVA_6;
    }

    /** Returns a class in the new format. */
    byte[] converted(byte[] old) {
        return converter.transformClass(
                converter.parse(old),
                // A body that no transform has seen would be copied as it is, without stack maps.
                ClassTransform.transformingMethodBodies(CodeBuilder::with)
                        .andThen(ClassTransform.endHandler(end -> end.withVersion(JAVA_8, 0))));
    }

    @Override
    public void close() throws IOException {
        classes.close();
    }
}
