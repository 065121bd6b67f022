package io.boreas.http.mesos.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hosts whose pages may read a cell as scripts (JSONP), as Mesos's web UI does: it comes from one master, and asks the leading one and agents.
 * Any page can have a browser ask, but none can have it tell another page's address as the one that asks.
 *
 * @param hosts names and addresses, in lower case
 */
public record PageHosts(Set<String> hosts) {
    public PageHosts {
        hosts = Set.copyOf(hosts);
    }

    public static PageHosts of(Collection<String> hosts) {
        var lower = new TreeSet<String>();
        hosts.forEach(host -> lower.add(host.toLowerCase(Locale.ROOT)));
        return new PageHosts(lower);
    }

    /** These and more. */
    public PageHosts and(Collection<String> more) {
        var all = new TreeSet<>(hosts);
        all.addAll(of(more).hosts());
        return new PageHosts(all);
    }

    /**
     * Whether a request may read: it comes from no page of another site, as far as its browser says, or from a page of one of these hosts, or from a
     * page of this machine to a door on loopback.
     */
    public boolean mayRead(Head head) {
        if (!head.header("Sec-Fetch-Site").map("cross-site"::equals).orElse(false)) {
            return true;
        }
        var page = head.header("Referer").flatMap(PageHosts::host);
        boolean near = page.filter(PageHosts::isLoopback).isPresent()
                && head.header("Host")
                        .flatMap(host -> host("http://" + host))
                        .filter(PageHosts::isLoopback)
                        .isPresent();
        return near || page.filter(hosts::contains).isPresent();
    }

    private static Optional<String> host(String address) {
        try {
            return Optional.ofNullable(new URI(address).getHost())
                    .map(host -> host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", ""));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
