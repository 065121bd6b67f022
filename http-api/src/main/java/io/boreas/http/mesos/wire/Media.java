package io.boreas.http.mesos.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.boreas.http.mesos.json.JsonFault;
import io.boreas.http.mesos.json.MesosJson;

/** A form in which messages travel. */
public enum Media {
    JSON("application/json"),
    PROTOBUF("application/x-protobuf");

    /** The media type of a stream of records; what each record is, is said beside it. */
    public static final String RECORD_IO = "application/recordio";

    private final String contentType;

    Media(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    public byte[] encode(Message message) {
        return switch (this) {
            case JSON -> MesosJson.encode(message);
            case PROTOBUF -> message.toByteArray();
        };
    }

    /**
     * The message that bytes stand for; all its required fields are set.
     *
     * @param type any message of the type, such as its default instance
     * @throws MessageFault if they stand for none
     */
    @SuppressWarnings("unchecked") // a parser gives what it was taken from
    public <M extends Message> M decode(byte[] bytes, M type) throws MessageFault {
        var name = type.getDescriptorForType().getName();
        try {
            return switch (this) {
                case JSON -> MesosJson.decode(bytes, type);
                case PROTOBUF -> (M) type.getParserForType().parseFrom(bytes);
            };
        } catch (JsonFault e) {
            throw new MessageFault("Failed to convert JSON into " + name + " protobuf: " + e.getMessage(), e);
        } catch (InvalidProtocolBufferException e) {
            throw new MessageFault("Failed to parse body into " + name + " protobuf: " + e.getMessage(), e);
        }
    }
}
