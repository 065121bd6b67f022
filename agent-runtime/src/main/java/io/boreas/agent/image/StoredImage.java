package io.boreas.agent.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** An image in the store, open to be read. */
interface StoredImage extends Closeable {
    /** What its configuration, which has been checked, says. */
    ImageConfig config();

    /** The configuration as it is stored. */
    byte[] text();

    /** The digest of its configuration, by which it is known. */
    String id();

    /**
     * A layer as it is stored, packed or not, checked as far as its place in the image says what it is to be.
     *
     * @param index from the lowest, from 0
     */
    InputStream layer(int index) throws IOException, ImageException;

    /** To be asked when a layer has been read to its end: whether what was stored was what it was to be. */
    default void verify(int index) throws IOException, ImageException {}
}
