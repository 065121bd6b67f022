package io.boreas.persistence.codec;

import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.Terminal;
import io.boreas.core.link.TerminalSize;
import java.util.ArrayList;
import java.util.Optional;

/** What is asked of sessions and what they answer; see {@code boreas/link/v1/link.proto}. */
final class SessionMessages {
    private static final byte[] NOTHING = {};

    private SessionMessages() {}

    static void write(Encoder out, int field, SandboxQuery.InSession query) {
        int mark = out.begin(field);
        out.text(1, query.session());
        switch (query.step()) {
            case SessionStep.Open open -> write(out, 2, open);
            case SessionStep.Poll(long taken) -> out.present(3, taken);
            case SessionStep.Write(long offset, byte[] bytes, boolean end) -> {
                int inner = out.begin(4);
                out.number(1, offset);
                out.bytes(2, bytes);
                out.flag(3, end);
                out.end(inner);
            }
            case SessionStep.Resize(var size) -> write(out, 5, size);
            case SessionStep.Attend attend -> out.end(out.begin(6));
            case SessionStep.Close close -> out.end(out.begin(7));
        }
        out.end(mark);
    }

    static SandboxQuery.InSession query(Decoder in) {
        String session = "";
        SessionStep step = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> session = in.text();
                case 2 -> step = opening(in);
                case 3 -> step = new SessionStep.Poll(in.int64());
                case 4 -> step = input(in);
                case 5 -> step = new SessionStep.Resize(size(in));
                case 6 -> step = empty(in, "Attend", new SessionStep.Attend());
                case 7 -> step = empty(in, "CloseSession", new SessionStep.Close());
                default -> in.unknown("InSession");
            }
        }
        in.close(outer);
        return new SandboxQuery.InSession(session, in.required(step, "the step of a session"));
    }

    private static <T> T empty(Decoder in, String message, T value) {
        int outer = in.open();
        while (in.next() != 0) {
            in.unknown(message);
        }
        in.close(outer);
        return value;
    }

    private static void write(Encoder out, int field, SessionStep.Open open) {
        int mark = out.begin(field);
        out.text(1, open.process());
        open.command().forEach(word -> out.string(2, word));
        out.flag(3, open.input());
        if (open.terminal().isPresent()) {
            out.present(4, out.index(open.terminal().get().type()));
            write(out, 5, open.terminal().get().size());
        }
        out.end(mark);
    }

    private static SessionStep.Open opening(Decoder in) {
        String process = "";
        var command = new ArrayList<String>();
        boolean input = false;
        String type = null;
        TerminalSize size = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> process = in.sharedText();
                case 2 -> command.add(in.string());
                case 3 -> input = in.bool();
                case 4 -> type = in.sharedText();
                case 5 -> size = size(in);
                default -> in.unknown("Open");
            }
        }
        in.close(outer);
        var terminal = type == null
                ? Optional.<Terminal>empty()
                : Optional.of(new Terminal(type, in.required(size, "the size of a terminal")));
        return new SessionStep.Open(process, command, input, terminal);
    }

    private static void write(Encoder out, int field, TerminalSize size) {
        int mark = out.begin(field);
        out.number(1, size.rows());
        out.number(2, size.columns());
        out.end(mark);
    }

    private static TerminalSize size(Decoder in) {
        int rows = 0;
        int columns = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> rows = in.int32();
                case 2 -> columns = in.int32();
                default -> in.unknown("Size");
            }
        }
        in.close(outer);
        return new TerminalSize(rows, columns);
    }

    private static SessionStep.Write input(Decoder in) {
        long offset = 0;
        byte[] bytes = NOTHING;
        boolean end = false;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> offset = in.int64();
                case 2 -> bytes = in.byteArray();
                case 3 -> end = in.bool();
                default -> in.unknown("Write");
            }
        }
        in.close(outer);
        return new SessionStep.Write(offset, bytes, end);
    }

    static void write(Encoder out, int field, SandboxAnswer.OfSession said) {
        int mark = out.begin(field);
        switch (said.answer()) {
            case SessionAnswer.Done done -> out.end(out.begin(1));
            case SessionAnswer.Output output -> write(out, 2, output);
            case SessionAnswer.Taken(long upTo) -> out.present(3, upTo);
            case SessionAnswer.Refused(var why, String message) -> {
                int inner = out.begin(4);
                out.number(1, why.code());
                out.text(2, message);
                out.end(inner);
            }
        }
        out.end(mark);
    }

    static SandboxAnswer.OfSession answer(Decoder in) {
        SessionAnswer answer = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> answer = empty(in, "Done", new SessionAnswer.Done());
                case 2 -> answer = output(in);
                case 3 -> answer = new SessionAnswer.Taken(in.int64());
                case 4 -> answer = refused(in);
                default -> in.unknown("OfSession");
            }
        }
        in.close(outer);
        return new SandboxAnswer.OfSession(in.required(answer, "the answer of a session"));
    }

    private static void write(Encoder out, int field, SessionAnswer.Output output) {
        int mark = out.begin(field);
        out.number(1, output.from());
        for (var chunk : output.chunks()) {
            int inner = out.begin(2);
            out.flag(1, chunk.stderr());
            out.bytes(2, chunk.bytes());
            out.end(inner);
        }
        if (output.end().isPresent()) {
            switch (output.end().get()) {
                case End.Exited(int code) -> out.present(3, code);
                case End.Cut(String why) -> out.present(4, out.index(why));
            }
        }
        out.end(mark);
    }

    private static SessionAnswer.Output output(Decoder in) {
        long from = 0;
        var chunks = new ArrayList<SessionAnswer.Chunk>();
        var end = Optional.<End>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> from = in.int64();
                case 2 -> chunks.add(chunk(in));
                case 3 -> end = Optional.of(new End.Exited(in.int32()));
                case 4 -> end = Optional.of(new End.Cut(in.text()));
                default -> in.unknown("Output");
            }
        }
        in.close(outer);
        return new SessionAnswer.Output(from, chunks, end);
    }

    private static SessionAnswer.Chunk chunk(Decoder in) {
        boolean stderr = false;
        byte[] bytes = NOTHING;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> stderr = in.bool();
                case 2 -> bytes = in.byteArray();
                default -> in.unknown("Chunk");
            }
        }
        in.close(outer);
        return new SessionAnswer.Chunk(stderr, bytes);
    }

    private static SessionAnswer.Refused refused(Decoder in) {
        int why = 0;
        String message = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> why = in.int32();
                case 2 -> message = in.text();
                default -> in.unknown("SessionRefused");
            }
        }
        in.close(outer);
        return new SessionAnswer.Refused(SessionAnswer.Why.ofCode(why), message);
    }
}
