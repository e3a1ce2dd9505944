package dev.icfrr.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** The OpenBLAS library of this machine, or why it is missing. Uses one thread per call: the callers are parallel. */
sealed interface OpenBlas {

    /** The system property with the library's file, for an unusual location. */
    String PATH_PROPERTY = "dev.icfrr.openblas";

    /** The C interface's {@code cblas_sgemm}, on heap or native memory. */
    record Found(MethodHandle sgemm) implements OpenBlas {

        /**
         * Computes {@code into = a * b'}, or {@code into += a * b'}, over the first {@code columns} columns of
         * row-major a (m rows) and b (n rows), whose rows are {@code stride} values apart.
         */
        void multiply(
                MemorySegment a,
                int m,
                MemorySegment b,
                int n,
                int stride,
                int columns,
                MemorySegment into,
                boolean add) {
            try {
                sgemm.invokeExact(
                        ROW_MAJOR, AS_IS, TRANSPOSED, m, n, columns, 1f, a, stride, b, stride, add ? 1f : 0f, into, n);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("OpenBLAS failed", e);
            }
        }
    }

    /** A library that cannot be used, and why. */
    record Missing(String reason) implements OpenBlas {}

    /** Loads the library from the property's file or the system's usual names. */
    @SuppressWarnings("restricted") // asked for by the user, by -Ddev.icfrr.kernel=openblas
    static OpenBlas load() {
        String path = System.getProperty(PATH_PROPERTY);
        List<String> names = path != null
                ? List.of(path)
                : List.of("libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll", "openblas.dll");
        for (String name : names) {
            SymbolLookup library;
            try {
                library = SymbolLookup.libraryLookup(name, Arena.global());
            } catch (IllegalArgumentException notThere) {
                continue;
            } catch (IllegalCallerException denied) {
                return new Missing("native access is denied; start java with --enable-native-access=ALL-UNNAMED");
            }
            return bind(library, name);
        }
        return new Missing("none of " + names
                + " can be loaded; install it (Debian: libopenblas0-pthread) or name the file with -D" + PATH_PROPERTY
                + "=FILE");
    }

    @SuppressWarnings("restricted")
    private static OpenBlas bind(SymbolLookup library, String name) {
        var threads = library.find("openblas_set_num_threads");
        var sgemm = library.find("cblas_sgemm");
        if (threads.isEmpty() || sgemm.isEmpty()) {
            return new Missing(name + " has no cblas_sgemm or openblas_set_num_threads");
        }
        Linker linker = Linker.nativeLinker();
        try {
            linker.downcallHandle(threads.get(), FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
                    .invokeExact(1);
        } catch (Throwable e) {
            return new Missing(name + " does not take a number of threads: " + e);
        }
        return new Found(linker.downcallHandle(sgemm.get(), SGEMM, Linker.Option.critical(true)));
    }

    int ROW_MAJOR = 101;
    int AS_IS = 111;
    int TRANSPOSED = 112;

    /** order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc. */
    FunctionDescriptor SGEMM = FunctionDescriptor.ofVoid(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_FLOAT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_FLOAT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);
}
