package io.boreas.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options and streams that every command has. */
public final class Session {
    static final String MASTER_DEFAULT = "http://127.0.0.1:5050";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--master",
            paramLabel = "URL[,URL...]",
            description =
                    "Masters, tried in turn. Default: the environment's BOREAS_MASTER, or " + MASTER_DEFAULT + ".")
    private String masters = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}: a table for people, JSON for programs. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    @Option(
            names = "--credential",
            paramLabel = "FILE",
            description =
                    "Who asks: a file {\"principal\": ..., \"secret\": ...} or {\"token\": ...} that others cannot read. "
                            + "Default: the environment's BOREAS_CREDENTIAL, or nobody.")
    private String credential = "";

    @Option(
            names = "--authorities",
            paramLabel = "FILE",
            description = "Whose certificates to believe at https:// masters: a PEM file. "
                    + "Default: the environment's BOREAS_AUTHORITIES, or whom this Java believes.")
    private String authorities = "";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long an answer may take. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds = 30;

    /** How answers are shown; the names are what is typed. */
    @SuppressWarnings("checkstyle:ConstantName")
    enum Format {
        table,
        json
    }

    boolean isJson() {
        return format == Format.json;
    }

    PrintStream out() {
        return streams().out();
    }

    PrintStream err() {
        return streams().err();
    }

    private Streams streams() {
        return ((BoreasCli) spec.root().userObject()).streams();
    }

    /** Shows an answer as it came. */
    void print(JsonNode answer) {
        try {
            out().println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree could not be written", e);
        }
    }

    BoreasClient client() {
        if (timeoutSeconds < 1 || timeoutSeconds > 3_600) {
            throw new CliException(Exit.INVALID_PARAMETER, "--timeout is 1 to 3600 seconds, not " + timeoutSeconds);
        }
        return client(masters, credential, authorities, Duration.ofSeconds(timeoutSeconds));
    }

    /**
     * A client of masters for commands with options of their own.
     *
     * @param masters URLs with commas between; empty for the environment's, or the default
     * @param credential name of the file that says who asks; empty for the environment's, or nobody
     * @param authorities name of the file that says whose certificates to believe; empty for the environment's, or those that Java believes
     * @throws CliException if a URL is none, or a file cannot be used
     */
    public static BoreasClient client(String masters, String credential, String authorities, Duration timeout) {
        var doors = doors(masters, credential, authorities);
        return new BoreasClient(doors.masters(), timeout, doors.authorization(), doors.believed());
    }

    /**
     * Which masters to ask, and how.
     *
     * @param masters their URLs
     * @param authorization who asks, as the header of that name says it
     * @param believed whom to believe at https; empty for whom this Java believes
     */
    public record Doors(List<URI> masters, Optional<String> authorization, Optional<SSLContext> believed) {
        public Doors {
            masters = List.copyOf(masters);
        }
    }

    /** What the options of commands, and the environment, say of masters; as above. */
    public static Doors doors(String masters, String credential, String authorities) {
        var list = masters.isEmpty() ? System.getenv().getOrDefault("BOREAS_MASTER", "") : masters;
        var uris = new ArrayList<URI>();
        for (var master : List.of((list.isEmpty() ? MASTER_DEFAULT : list).split(",", -1))) {
            uris.add(uri(master.strip()));
        }
        return new Doors(
                uris,
                file(credential, "BOREAS_CREDENTIAL").map(Credential::authorization),
                file(authorities, "BOREAS_AUTHORITIES").map(Authorities::believed));
    }

    private static Optional<Path> file(String option, String variable) {
        var name = option.isEmpty() ? System.getenv().getOrDefault(variable, "") : option;
        return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    }

    private static URI uri(String master) {
        try {
            var uri = URI.create(master.contains("://") ? master : "http://" + master);
            if (uri.getHost() != null
                    && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below, like a URL without a host
        }
        throw new CliException(
                Exit.INVALID_PARAMETER, "a master is a URL such as " + MASTER_DEFAULT + ", not \"" + master + "\"");
    }
}
