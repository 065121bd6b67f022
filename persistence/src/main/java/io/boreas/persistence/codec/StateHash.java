package io.boreas.persistence.codec;

import io.boreas.core.machine.GroupSnapshot;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A fingerprint of a group's state, equal for equal states: the SHA-256 of its snapshot's bytes. Replaying the journal must
 * give the fingerprint of the state that was served. It holds within one format: compare states that the same program encodes.
 */
public final class StateHash {
    private static final GroupCodec CODEC = new GroupCodec();

    private final byte[] sum;

    private StateHash(byte[] sum) {
        this.sum = sum;
    }

    /** The fingerprint of a state. */
    public static StateHash of(GroupSnapshot<?> state) {
        try {
            return new StateHash(MessageDigest.getInstance("SHA-256").digest(CODEC.encode(state)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateHash that && Arrays.equals(sum, that.sum);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sum);
    }

    /** In hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(sum);
    }
}
