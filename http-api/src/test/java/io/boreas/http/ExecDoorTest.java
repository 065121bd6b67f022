package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.agent.process.Account;
import io.boreas.agent.process.Command;
import io.boreas.agent.process.Confinement;
import io.boreas.agent.session.Place;
import io.boreas.agent.session.SessionSettings;
import io.boreas.agent.session.Sessions;
import io.boreas.core.id.TaskId;
import io.boreas.http.security.SecretFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over real WebSockets, in a sandbox of real processes. */
final class ExecDoorTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder = Path.of("");

    private Doors doors = new Doors(Doors.settings("idle-timeout = 1s"));
    private Sessions sessions;
    private TaskId task;

    @BeforeEach
    void run() {
        sessions = sessions(folder);
        assertThat(doors.post("/boreas/v1/jobs", Doors.TOY).status()).isEqualTo(201);
        enter();
    }

    private void enter() {
        doors.cell().runAll("www-data/devel/toy");
        var id = doors.cell().active("www-data/devel/toy", 0).id();
        task = id;
        doors.cell().sandbox(id).enter((name, step) -> sessions.answer(id, name, step));
    }

    @AfterEach
    void close() {
        doors.close();
        sessions.close();
    }

    private static Sessions sessions(Path home) {
        try {
            return new Sessions(
                    new SessionSettings(2, 2, Duration.ofHours(1), Duration.ofSeconds(15)),
                    home,
                    "BOREAS_AGENT=" + home,
                    "run",
                    (task, process, wish) -> process.equals("gone")
                            ? new Place.Shut("it has no process \"gone\"")
                            : new Place.Open(like(home)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Command like(Path home) {
        var variables = new TreeMap<>(Map.of("PATH", "/usr/bin:/bin", "BOREAS_AGENT", home.toString()));
        return new Command("", variables, home, Account.self(), home, home, Confinement.NONE);
    }

    /** What came over a WebSocket. */
    private static final class Client implements WebSocket.Listener {
        private final StringBuilder out = new StringBuilder();
        private final StringBuilder err = new StringBuilder();
        private final StringBuilder said = new StringBuilder();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            var stream = data.get() == 2 ? err : out;
            synchronized (this) {
                stream.append(StandardCharsets.UTF_8.decode(data));
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            synchronized (this) {
                said.append(data).append('\n');
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }

        synchronized String out() {
            return out.toString();
        }

        synchronized String said() {
            return said.toString();
        }

        void awaitClosed() {
            assertThat(closed.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(WebSocket.NORMAL_CLOSURE);
        }

        void awaitOut(String text) throws InterruptedException {
            for (int i = 0; i < 2_000 && !out().contains(text); i++) {
                Thread.sleep(5);
            }
            assertThat(out()).contains(text);
        }
    }

    private WebSocket open(Client client, String query) {
        var address = doors.url().replace("http", "ws") + "/boreas/v1/tasks/" + task + "/exec?" + query;
        return CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create(address), client)
                .join();
    }

    private void assertRefused(String query, int status) {
        assertThatThrownBy(() -> open(new Client(), query))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                refused.getResponse().statusCode())
                        .isEqualTo(status));
    }

    @Test
    void outputsAndTheExitCodeArrive() {
        var client = new Client();
        open(client, "command=sh&command=-c&command=echo%20out%3B%20echo%20err%20%3E%262%3B%20exit%207");
        client.awaitClosed();

        assertThat(client.out()).isEqualTo("out\n");
        assertThat(client.err).hasToString("err\n");
        assertThat(client.said()).isEqualTo("{\"type\":\"exit\",\"code\":7}\n");
    }

    @Test
    void inputIsTakenAndACommandThatIsQuietIsNotCutOff() throws Exception {
        var client = new Client();
        var socket = open(client, "stdin=true&command=cat");
        socket.sendBinary(ByteBuffer.wrap(new byte[] {0, 'h', 'i', '\n'}), true).join();
        client.awaitOut("hi\n");
        // longer than the idle timeout of connections
        Thread.sleep(1_500);
        socket.sendText("{\"type\":\"eof\"}", true).join();
        client.awaitClosed();

        assertThat(client.said())
                .contains("{\"type\":\"taken\",\"bytes\":3}")
                .endsWith("{\"type\":\"exit\",\"code\":0}\n");
    }

    @Test
    void aTerminalHasTheSizeThatIsSaid() throws Exception {
        var client = new Client();
        var command =
                "command=sh&command=-c&command=trap%20%27stty%20size%3B%20exit%27%20WINCH%3B%20stty%20size%3B%20read%20x";
        var socket = open(client, "tty=true&stdin=true&rows=11&columns=22&" + command);
        client.awaitOut("11 22");
        socket.sendText("{\"type\":\"resize\",\"rows\":33,\"columns\":44}", true)
                .join();
        client.awaitOut("33 44");
        client.awaitClosed();
    }

    @Test
    void theCommandEndsWithTheConnection() throws Exception {
        var client = new Client();
        var socket = open(client, "command=sh&command=-c&command=echo%20up%3B%20sleep%204811");
        client.awaitOut("up");
        for (int i = 0; i < 2_000 && !isRunning("4811"); i++) {
            Thread.sleep(5);
        }
        assertThat(isRunning("4811")).isTrue();

        socket.abort();

        for (int i = 0; i < 2_000 && isRunning("4811"); i++) {
            Thread.sleep(5);
        }
        assertThat(isRunning("4811")).isFalse();
    }

    private static boolean isRunning(String argument) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().arguments().stream())
                .anyMatch(arguments -> List.of(arguments).contains(argument));
    }

    @Test
    void aClientThatSaysNonsenseIsToldAndLeft() {
        var client = new Client();
        var socket = open(client, "command=sleep&command=4812");
        socket.sendText("{\"type\":\"dance\"}", true).join();
        client.awaitClosed();

        assertThat(client.said())
                .startsWith("{\"type\":\"ended\",\"reason\":\"a text message is a JSON object whose type");
    }

    @Test
    void whatCannotBeIsRefusedBeforeThereIsASession() {
        var path = "/boreas/v1/tasks/" + task + "/exec";
        assertThat(doors.get(path + "?command=true").status()).isEqualTo(426);
        var empty = doors.get(path);
        assertThat(empty.status()).isEqualTo(400);
        assertThat(empty.json().path("type").asText()).endsWith(":invalid-command");
        assertThat(doors.get(path + "?command=" + "x".repeat(8_193))
                        .json()
                        .path("detail")
                        .asText())
                .contains("8192 characters");
        assertThat(doors.get(path + "?command=a&tty=true&rows=0")
                        .json()
                        .path("type")
                        .asText())
                .endsWith(":invalid-query");
        assertRefused("command=true&process=gone", 409);
        open(new Client(), "command=sleep&command=4813");
        open(new Client(), "command=sleep&command=4813");
        assertRefused("command=true", 429);
        doors.cell().setLinked(false);
        assertRefused("command=true", 503);
        task = new TaskId("unknown");
        assertRefused("command=true", 404);
    }

    @Test
    void whoMayRunCommandsIsSaidByTheListsOfMesos() {
        var files = new SecretFiles(folder);
        var lists = files.file("acls.json", """
                {"launch_nested_container_sessions_as_user":
                  [{"principals": {"values": ["ops"]}, "users": {"type": "ANY"}},
                   {"principals": {"type": "ANY"}, "users": {"type": "NONE"}}]}
                """, "rw-r--r--");
        doors.close();
        doors = new Doors(Doors.settings(files.settings("boreas") + "authorization.acls = \"" + lists + "\"\n"));
        var ops = SecretFiles.basic("ops", SecretFiles.OPS_SECRET);
        assertThat(doors.post("/boreas/v1/jobs", Doors.TOY, "Authorization", ops)
                        .status())
                .isEqualTo(201);
        enter();
        var path = "/boreas/v1/tasks/" + task + "/exec?command=true";

        assertThat(doors.get(path).status()).isEqualTo(401);
        assertRefused("command=true", 401);
        assertThat(openAs("web")).isEqualTo(403);
        assertThat(openAs("ops")).isEqualTo(101);
    }

    private int openAs(String principal) {
        var secret = principal.equals("ops") ? SecretFiles.OPS_SECRET : "webs:own secret é";
        var address = doors.url().replace("http", "ws") + "/boreas/v1/tasks/" + task + "/exec?command=true";
        try {
            CLIENT.newWebSocketBuilder()
                    .header("Authorization", SecretFiles.basic(principal, secret))
                    .buildAsync(URI.create(address), new Client())
                    .join();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }
}
