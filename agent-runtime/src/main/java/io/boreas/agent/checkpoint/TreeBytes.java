package io.boreas.agent.checkpoint;

import io.boreas.core.resource.Tree;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** Trees as bytes. */
final class TreeBytes {
    private static final int DEPTH_MAX = 64;

    private TreeBytes() {}

    static void write(DataOutputStream out, Tree tree) throws IOException {
        switch (tree) {
            case Tree.Obj(var fields) -> {
                out.writeByte('{');
                out.writeInt(fields.size());
                for (var field : fields.entrySet()) {
                    EntryCodec.writeText(out, field.getKey());
                    write(out, field.getValue());
                }
            }
            case Tree.Arr(var items) -> {
                out.writeByte('[');
                out.writeInt(items.size());
                for (var item : items) {
                    write(out, item);
                }
            }
            case Tree.Str(var value) -> {
                out.writeByte('"');
                EntryCodec.writeText(out, value);
            }
            case Tree.Num(var value) -> {
                out.writeByte('#');
                EntryCodec.writeText(out, value.toString());
            }
            case Tree.Bool(var value) -> out.writeByte(value ? 'T' : 'F');
            case Tree.Nil() -> out.writeByte('0');
        }
    }

    static Tree read(DataInputStream in) throws IOException {
        return read(in, 0);
    }

    private static Tree read(DataInputStream in, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw new IOException("a tree is deeper than " + DEPTH_MAX);
        }
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case '{' -> {
                Map<String, Tree> fields = new LinkedHashMap<>();
                for (int left = EntryCodec.readCount(in); left > 0; left--) {
                    fields.put(EntryCodec.readText(in), read(in, depth + 1));
                }
                yield new Tree.Obj(fields);
            }
            case '[' -> {
                var items = new ArrayList<Tree>();
                for (int left = EntryCodec.readCount(in); left > 0; left--) {
                    items.add(read(in, depth + 1));
                }
                yield new Tree.Arr(items);
            }
            case '"' -> new Tree.Str(EntryCodec.readText(in));
            case '#' -> new Tree.Num(new BigDecimal(EntryCodec.readText(in)));
            case 'T' -> new Tree.Bool(true);
            case 'F' -> new Tree.Bool(false);
            case '0' -> new Tree.Nil();
            default -> throw new IOException("no tree begins with the byte " + kind);
        };
    }
}
