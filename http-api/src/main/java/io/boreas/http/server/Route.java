package io.boreas.http.server;

import io.boreas.http.security.Realm;

/**
 * One operation of the doors.
 *
 * @param method such as {@code GET}
 * @param path such as {@code /boreas/v1/tasks/{id}}, as in the OpenAPI document
 */
public record Route(String method, String path, Realm realm, Handler handler) {
    public static Route get(String path, Handler handler) {
        return new Route("GET", path, Realm.BOREAS, handler);
    }

    public static Route post(String path, Handler handler) {
        return new Route("POST", path, Realm.BOREAS, handler);
    }

    public static Route put(String path, Handler handler) {
        return new Route("PUT", path, Realm.BOREAS, handler);
    }

    public static Route delete(String path, Handler handler) {
        return new Route("DELETE", path, Realm.BOREAS, handler);
    }

    /** The same for everybody. */
    public Route open() {
        return new Route(method, path, Realm.OPEN, handler);
    }
}
