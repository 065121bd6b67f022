package io.boreas.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Something that can be written as JSON. */
@FunctionalInterface
public interface JsonBody {
    void write(JsonGenerator out) throws IOException;
}
