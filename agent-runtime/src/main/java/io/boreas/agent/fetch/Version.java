package io.boreas.agent.fetch;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version of what a server has, by what tells it from all others to the byte, so that parts of it may be put together. Source: RFC 9110, 8.8
 * (validators), 13.1.5 (If-Range), 14.4 (Content-Range), and 15.3.7.3 (parts are put together only if their validators are the same).
 *
 * @param header the one that names it
 * @param name an entity tag that is not weak, or a date
 * @param place where it came from: what another server says by the same name may be another
 * @param total how many bytes it has; -1 if nobody knows
 */
record Version(String header, String name, String place, long total) {
    private static final String TAG = "ETag";
    private static final String DATE = "Last-Modified";
    private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]*\"");
    private static final Pattern RANGE = Pattern.compile("(?i)bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");
    /** Who changes a file twice in one second changes it to the same date. */
    private static final Duration CLOCK_TICK = Duration.ofSeconds(1);

    /**
     * A part of it that was asked for.
     *
     * @param end how many bytes there are with it
     * @param total how many bytes all of it has
     */
    record Part(long end, long total) {}

    /** What an answer with all of it is a version of; none if nothing says so for sure. A weak tag forbids to go by the date, too. */
    static Optional<Version> of(HttpResponse<?> all) {
        var headers = all.headers();
        var tag = headers.firstValue(TAG);
        if (isEncoded(headers)
                || (tag.isPresent() && !STRONG_TAG.matcher(tag.get()).matches())) {
            return Optional.empty();
        }
        long total = headers.firstValueAsLong("Content-Length").orElse(-1);
        return tag.map(name -> new Version(TAG, name, place(all), total)).or(() -> headers.firstValue(DATE)
                .filter(date -> isSettled(date, headers))
                .map(date -> new Version(DATE, date, place(all), total)));
    }

    /** The part that an answer brings, if it is of this very version and begins where what is there ends. */
    Optional<Part> part(HttpResponse<?> partial, long from) {
        var headers = partial.headers();
        if (isEncoded(headers)
                || !place(partial).equals(place)
                || headers.firstValue(header).filter(said -> !said.equals(name)).isPresent()) {
            return Optional.empty();
        }
        var range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
        if (!range.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        long all = Long.parseLong(range.group(3));
        boolean fits = first == from && last >= first && last < all && (total < 0 || all == total);
        return fits ? Optional.of(new Part(last + 1, all)) : Optional.empty();
    }

    private static boolean isEncoded(HttpHeaders headers) {
        return headers.firstValue("Content-Encoding")
                .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                .isPresent();
    }

    private static boolean isSettled(String date, HttpHeaders headers) {
        try {
            var changed = time(date);
            return headers.firstValue("Date").isPresent()
                    && !time(headers.firstValue("Date").get()).isBefore(changed.plus(CLOCK_TICK));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static ZonedDateTime time(String date) {
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    /** Without the query: addresses that are signed have another each time. */
    private static String place(HttpResponse<?> response) {
        var uri = response.uri();
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }
}
