package io.boreas.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a user types for a job and some of its instances. */
final class JobKeyText {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})(?:-([0-9]{1,6}))?");
    private static final int INSTANCES_MAX = 4_000;

    private JobKeyText() {}

    /** A key of three good parts, as it stands in a path. */
    static String checked(String text) {
        var parts = text.split("/", -1);
        boolean good = parts.length == 3;
        for (var part : parts) {
            good &= PART.matcher(part).matches() && !part.equals(".") && !part.equals("..");
        }
        if (!good) {
            throw new CliException(
                    Exit.INVALID_PARAMETER,
                    "a job key is role/environment/name, such as www-data/devel/toyserver, not \"" + text + "\"");
        }
        return text;
    }

    /** The instances of a text such as {@code 0-3,5}. */
    static List<Integer> instances(String text) {
        var instances = new TreeSet<Integer>();
        for (var span : text.split(",", -1)) {
            var match = SPAN.matcher(span.strip());
            if (!match.matches()) {
                throw wrong(text);
            }
            int first = Integer.parseInt(match.group(1));
            int last = match.group(2) == null ? first : Integer.parseInt(match.group(2));
            if (last < first || last - first >= INSTANCES_MAX) {
                throw wrong(text);
            }
            for (int i = first; i <= last; i++) {
                instances.add(i);
            }
        }
        return new ArrayList<>(instances);
    }

    private static CliException wrong(String text) {
        return new CliException(Exit.INVALID_PARAMETER, "instances are such as 0-3,5, not \"" + text + "\"");
    }

    /** The shortest text for instances, as in {@code 0-3,5}. */
    static String spans(List<Integer> instances) {
        var text = new StringBuilder();
        for (int i = 0; i < instances.size(); ) {
            int j = i;
            while (j + 1 < instances.size() && instances.get(j + 1) == instances.get(j) + 1) {
                j++;
            }
            text.append(text.isEmpty() ? "" : ",").append(instances.get(i));
            if (j > i) {
                text.append('-').append(instances.get(j));
            }
            i = j + 1;
        }
        return text.toString();
    }
}
