import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles single-file programs, each into a folder of its own, in one virtual machine.
 *
 * <p>Arguments: the class path of the libraries, which may be empty, and FILE FOLDER, in pairs. For each it prints one
 * line: FILE, a tab, "ok" and the name of the first class in the file, or "error", the line and the first complaint,
 * tabs between them.
 */
public final class Compile {
  public static void main(String[] arguments) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    for (int index = 1; index + 1 < arguments.length; index += 2) {
      String told = compile(compiler, arguments[0], arguments[index], arguments[index + 1]);
      System.out.println(arguments[index] + "\t" + told);
    }
  }

  private static String compile(JavaCompiler compiler, String libraries, String file, String folder) throws IOException {
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    Files.createDirectories(Path.of(folder));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(told, Locale.ENGLISH, null)) {
      List<String> options = List.of("-d", folder, "-cp", libraries, "-proc:none", "-nowarn", "-g");
      JavacTask task = (JavacTask) compiler.getTask(null, files, told, options, null, List.of(new Source(file)));
      String main = firstClass(task.parse());
      if (task.generate().iterator().hasNext() && main != null && !failed(told)) {
        return "ok\t" + main;
      }
    } catch (RuntimeException error) {
      return "error\t0\t" + error;
    }
    for (Diagnostic<? extends JavaFileObject> one : told.getDiagnostics()) {
      if (one.getKind() == Diagnostic.Kind.ERROR) {
        return "error\t" + one.getLineNumber() + "\t" + firstWords(one.getMessage(Locale.ENGLISH));
      }
    }
    return "error\t0\tthere is no class in it";
  }

  /** The first line of a complaint, and the symbol that its second line names. */
  private static String firstWords(String message) {
    List<String> lines = message.lines().map(String::strip).collect(Collectors.toList());
    String first = lines.isEmpty() ? "it does not compile" : lines.get(0);
    boolean named = lines.size() > 1 && lines.get(1).startsWith("symbol:");
    return named ? first + ": " + lines.get(1).substring("symbol:".length()).strip() : first;
  }

  /** A file whose name says nothing about its classes, as the source launcher takes it. */
  private static final class Source extends SimpleJavaFileObject {
    private final Path path;

    Source(String file) {
      super(Path.of(file).toUri(), Kind.SOURCE);
      path = Path.of(file);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
      return Files.readString(path);
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return true;
    }
  }

  private static boolean failed(DiagnosticCollector<JavaFileObject> told) {
    return told.getDiagnostics().stream().anyMatch(one -> one.getKind() == Diagnostic.Kind.ERROR);
  }

  /** The class that the source launcher would start: the first in the file (JEP 330). */
  private static String firstClass(Iterable<? extends CompilationUnitTree> units) {
    for (CompilationUnitTree unit : units) {
      for (Tree type : unit.getTypeDecls()) {
        if (type instanceof ClassTree) {
          String name = ((ClassTree) type).getSimpleName().toString();
          return unit.getPackageName() == null ? name : unit.getPackageName() + "." + name;
        }
      }
    }
    return null;
  }
}
