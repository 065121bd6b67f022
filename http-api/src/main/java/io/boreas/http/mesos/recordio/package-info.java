/** RecordIO, the framing of Mesos's streams: length in decimal, line feed, that many bytes. */
@NullMarked
package io.boreas.http.mesos.recordio;

import org.jspecify.annotations.NullMarked;
