package dev.icfrr.spark;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The result of a command line. */
record Shell(int code, String out, String err) {

    static Shell run(Object... arguments) {
        Inputs.session();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] words = new String[arguments.length];
        java.util.Arrays.setAll(words, i -> arguments[i].toString());
        int code = command.execute(words);
        return new Shell(code, out.toString(), err.toString());
    }
}
