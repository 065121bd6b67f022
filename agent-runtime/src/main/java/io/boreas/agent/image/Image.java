package io.boreas.agent.image;

import java.nio.file.Path;

/**
 * An image that is unpacked.
 *
 * @param id the digest of its configuration
 * @param config how it is run
 * @param root its files; nobody writes there
 */
public record Image(String id, ImageConfig config, Path root) {}
