package io.boreas.http.server;

/**
 * One operation of the doors.
 *
 * @param method such as {@code GET}
 * @param path such as {@code /boreas/v1/tasks/{id}}, as in the OpenAPI document
 */
public record Route(String method, String path, Handler handler) {
    public static Route get(String path, Handler handler) {
        return new Route("GET", path, handler);
    }

    public static Route post(String path, Handler handler) {
        return new Route("POST", path, handler);
    }

    public static Route put(String path, Handler handler) {
        return new Route("PUT", path, handler);
    }

    public static Route delete(String path, Handler handler) {
        return new Route("DELETE", path, handler);
    }
}
