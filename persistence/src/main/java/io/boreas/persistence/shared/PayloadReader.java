package io.boreas.persistence.shared;

/** Makes what a record says from its bytes. */
@FunctionalInterface
public interface PayloadReader {
    /**
     * Reads one.
     *
     * @param serializer the number of who made the bytes
     * @param manifest what that calls them
     * @throws Exception whatever the serializer throws, if it cannot read them
     */
    Object read(byte[] bytes, int serializer, String manifest) throws Exception;
}
