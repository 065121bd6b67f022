package io.boreas.testcluster.bench.cell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A benchmark's command line: pairs of {@code --name value}. */
final class Options {
    private final Map<String, String> given = new HashMap<>();

    Options(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!arguments.get(i).startsWith("--") || i + 1 == arguments.size()) {
                throw new IllegalArgumentException("options are --name value, not " + arguments.get(i));
            }
            given.put(arguments.get(i).substring(2), arguments.get(i + 1));
        }
    }

    int number(String name, int otherwise) {
        return given.containsKey(name) ? Integer.parseInt(given.get(name)) : otherwise;
    }

    String text(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    /** Where runs keep their journals; on the disk that is to be measured. */
    Path folder() {
        return Path.of(text("dir", "test-cluster/target/bench")).toAbsolutePath();
    }

    /** More options for a JVM, by words; with {@code --prepared yes} it has what {@code boreas prepare} left, or does not start. */
    List<String> jvm(String name) {
        var options = new ArrayList<String>();
        if (text("prepared", "no").equals("yes")) {
            options.add("-XX:AOTMode=on");
            options.add("-XX:AOTCache=" + Product.archive());
        }
        var words = text(name, "").strip();
        if (!words.isEmpty()) {
            options.addAll(List.of(words.split(" +")));
        }
        return options;
    }
}
