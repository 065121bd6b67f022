package io.boreas.persistence.codec;

import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import java.util.ArrayList;
import java.util.Optional;

/** Questions and answers about sandboxes; see {@code boreas/link/v1/link.proto}. */
final class SandboxMessages {
    private SandboxMessages() {}

    static void write(Encoder out, SandboxQuery query) {
        switch (query) {
            case SandboxQuery.Browse(String path) -> {
                int mark = out.begin(3);
                out.text(1, path);
                out.end(mark);
            }
            case SandboxQuery.Read(String path, long offset, int length) -> {
                int mark = out.begin(4);
                out.text(1, path);
                out.signed(2, offset);
                out.number(3, length);
                out.end(mark);
            }
            case SandboxQuery.ReadLog(String process, var stream, long offset, int length) -> {
                int mark = out.begin(5);
                out.text(1, process);
                out.flag(2, stream == SandboxQuery.Stream.STDERR);
                out.signed(3, offset);
                out.number(4, length);
                out.end(mark);
            }
            case SandboxQuery.Look() -> {
                int mark = out.begin(6);
                out.end(mark);
            }
            case SandboxQuery.InSession session -> SessionMessages.write(out, 7, session);
        }
    }

    static SandboxQuery query(Decoder in) {
        return switch (in.field()) {
            case 3 -> browse(in);
            case 4 -> readFile(in);
            case 5 -> readLog(in);
            case 6 -> look(in);
            case 7 -> SessionMessages.query(in);
            default -> throw in.malformed("no question about a sandbox has the number " + in.field());
        };
    }

    private static SandboxQuery look(Decoder in) {
        int outer = in.open();
        while (in.next() != 0) {
            in.unknown("Look");
        }
        in.close(outer);
        return new SandboxQuery.Look();
    }

    private static SandboxQuery browse(Decoder in) {
        String path = "";
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                path = in.text();
            } else {
                in.unknown("Browse");
            }
        }
        in.close(outer);
        return new SandboxQuery.Browse(path);
    }

    private static SandboxQuery readFile(Decoder in) {
        String path = "";
        long offset = 0;
        int length = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> path = in.text();
                case 2 -> offset = in.signed();
                case 3 -> length = in.int32();
                default -> in.unknown("Read");
            }
        }
        in.close(outer);
        return new SandboxQuery.Read(path, offset, length);
    }

    private static SandboxQuery readLog(Decoder in) {
        String process = "";
        boolean stderr = false;
        long offset = 0;
        int length = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> process = in.sharedText();
                case 2 -> stderr = in.bool();
                case 3 -> offset = in.signed();
                case 4 -> length = in.int32();
                default -> in.unknown("ReadLog");
            }
        }
        in.close(outer);
        var stream = stderr ? SandboxQuery.Stream.STDERR : SandboxQuery.Stream.STDOUT;
        return new SandboxQuery.ReadLog(process, stream, offset, length);
    }

    static void write(Encoder out, SandboxAnswer answer) {
        switch (answer) {
            case SandboxAnswer.Entries(var entries) -> {
                int mark = out.begin(2);
                entries.forEach(entry -> write(out, 1, entry));
                out.end(mark);
            }
            case SandboxAnswer.Data(long offset, byte[] bytes, long end, String process) -> {
                int mark = out.begin(3);
                out.number(1, offset);
                out.bytes(2, bytes);
                out.number(3, end);
                out.text(4, process);
                out.end(mark);
            }
            case SandboxAnswer.Seen(var sight) -> SightMessages.write(out, 5, sight);
            case SandboxAnswer.OfSession said -> SessionMessages.write(out, 6, said);
            case SandboxAnswer.Failed(var why, String message) -> {
                int mark = out.begin(4);
                out.number(1, why.code());
                out.text(2, message);
                out.end(mark);
            }
        }
    }

    static SandboxAnswer answer(Decoder in) {
        return switch (in.field()) {
            case 2 -> entries(in);
            case 3 -> data(in);
            case 4 -> failed(in);
            case 5 -> new SandboxAnswer.Seen(SightMessages.read(in));
            case 6 -> SessionMessages.answer(in);
            default -> throw in.malformed("no answer about a sandbox has the number " + in.field());
        };
    }

    private static SandboxAnswer entries(Decoder in) {
        var entries = new ArrayList<SandboxAnswer.Entry>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                entries.add(entry(in));
            } else {
                in.unknown("Entries");
            }
        }
        in.close(outer);
        return new SandboxAnswer.Entries(entries);
    }

    private static void write(Encoder out, int field, SandboxAnswer.Entry entry) {
        int mark = out.begin(field);
        out.text(1, entry.name());
        out.flag(2, entry.folder());
        out.number(3, entry.bytes());
        out.text(4, entry.mode());
        out.moment(5, entry.modified());
        entry.ownership().ifPresent(ownership -> {
            out.number(6, ownership.links());
            out.text(7, ownership.user());
            out.text(8, ownership.group());
        });
        out.end(mark);
    }

    private static SandboxAnswer.Entry entry(Decoder in) {
        String name = "";
        boolean folder = false;
        long bytes = 0;
        String mode = "";
        long modified = 0;
        int links = 0;
        String user = "";
        String group = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> folder = in.bool();
                case 3 -> bytes = in.int64();
                case 4 -> mode = in.sharedText();
                case 5 -> modified = in.signed();
                case 6 -> links = in.int32();
                case 7 -> user = in.sharedText();
                case 8 -> group = in.sharedText();
                default -> in.unknown("Entry");
            }
        }
        in.close(outer);
        // a file that is there has a name
        var ownership = links == 0
                ? Optional.<SandboxAnswer.Ownership>empty()
                : Optional.of(new SandboxAnswer.Ownership(links, user, group));
        return new SandboxAnswer.Entry(name, folder, bytes, mode, in.moment(modified), ownership);
    }

    private static SandboxAnswer data(Decoder in) {
        long offset = 0;
        byte[] bytes = {};
        long end = 0;
        String process = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> offset = in.int64();
                case 2 -> bytes = in.byteArray();
                case 3 -> end = in.int64();
                case 4 -> process = in.sharedText();
                default -> in.unknown("Data");
            }
        }
        in.close(outer);
        return new SandboxAnswer.Data(offset, bytes, end, process);
    }

    private static SandboxAnswer failed(Decoder in) {
        int why = 0;
        String message = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> why = in.int32();
                case 2 -> message = in.text();
                default -> in.unknown("Failed");
            }
        }
        in.close(outer);
        return new SandboxAnswer.Failed(SandboxAnswer.Why.ofCode(why), message);
    }
}
