package io.boreas.agent.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of folders for ids, which may hold anything and be longer than a file name. */
public final class FolderNames {
    private static final int LENGTH_MAX = 200;
    private static final int PREFIX_LENGTH = 130;

    private FolderNames() {}

    /**
     * The folder's name: the id itself where it is plain; otherwise other bytes than letters, digits, {@code _},
     * {@code -} and inner {@code .} as {@code %XX}, and a long one cut and ended by its SHA-256. Different ids have
     * different names.
     */
    public static String of(String id) {
        var name = new StringBuilder(id.length());
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isPlain(c) && !(c == '.' && name.isEmpty()) && !(c == '-' && name.isEmpty())) {
                name.append(c);
            } else {
                name.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return name.length() <= LENGTH_MAX ? name.toString() : name.substring(0, PREFIX_LENGTH) + "~" + digest(id);
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_-.".indexOf(c) >= 0;
    }

    private static String digest(String id) {
        try {
            var bytes = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
