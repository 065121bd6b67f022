package io.boreas.core.task;

/** The size of texts as they are stored and sent. */
final class Utf8 {
    private Utf8() {}

    /** The bytes a text takes, without making them. */
    static int length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes += 1;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isSurrogate(c)) {
                bytes += 2; // half of a pair, which takes 4
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
