package io.boreas.testcluster.bench.allocation;

import io.boreas.core.allocator.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long one cycle of the allocator takes: all agents have room, all frameworks want it, and all of it is granted. One
 * thread. Every cycle is checked, off the clock.
 *
 * <p>FREE: nothing is in use, and before each cycle everything is free again. DECLINED: the workload of Mesos's benchmark;
 * two thirds are in use, and every offer is declined for a day, so that the frameworks' refusals pile up.
 *
 * <p>Arguments, with their defaults: {@code --cycles 60 --warm 60}.
 */
public final class AllocationBenchmark {
    private static final Instant START = Instant.EPOCH;
    private static final int DECLINED_CYCLES = 20;

    private AllocationBenchmark() {}

    public static void main(String[] arguments) {
        int cycles = 60;
        int warm = 60;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--cycles" -> cycles = Integer.parseInt(arguments[i + 1]);
                case "--warm" -> warm = Integer.parseInt(arguments[i + 1]);
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        for (var size : List.of(
                new int[] {1_000, 100, 1}, new int[] {10_000, 1_000, 1}, new int[] {10_000, 1_000, 200}, new int[] {
                    20_000, 2_000, 200
                })) {
            for (boolean quota : List.of(false, true)) {
                free(size, quota, cycles, warm);
            }
        }
        for (int roles : List.of(1, 200)) {
            declined(10_000, 1_000, roles);
        }
    }

    private static void free(int[] size, boolean quota, int cycles, int warm) {
        var population = new Population(size[0], size[1], size[2], quota, false);
        var millis = new double[cycles];
        int grants = 0;
        for (int cycle = -warm; cycle < cycles; cycle++) {
            long from = System.nanoTime();
            var made = population.allocator.allocate(START);
            double took = (System.nanoTime() - from) / 1e6;
            population.check(made);
            made.forEach(grant -> population.allocator.refused(grant.number()));
            grants = made.size();
            if (cycle >= 0) {
                millis[cycle] = took;
            }
        }
        print("FREE", population, grants, millis);
    }

    private static void declined(int agents, int frameworks, int roles) {
        double[] millis = {};
        int grants = 0;
        // The first population warms the code up; refusals pile up in each, so that cycles are not alike.
        for (int run = 0; run < 3; run++) {
            var population = new Population(agents, frameworks, roles, false, true);
            millis = new double[DECLINED_CYCLES];
            for (int cycle = 0; cycle < DECLINED_CYCLES; cycle++) {
                long from = System.nanoTime();
                var made = population.allocator.allocate(START);
                millis[cycle] = (System.nanoTime() - from) / 1e6;
                grants = made.size();
                if (grants != agents) {
                    throw new IllegalStateException("agents granted: " + grants);
                }
                made.forEach(grant -> decline(population, grant));
            }
            if (run == 2) {
                print("DECLINED", population, grants, millis);
            }
        }
    }

    private static void decline(Population population, Grant grant) {
        population.allocator.refused(grant.number());
        population.allocator.decline(
                grant.framework(), grant.role(), grant.agent(), grant.resources(), Duration.ofDays(1), START);
    }

    private static void print(String kind, Population population, int grants, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-8s %6d agents, %5d frameworks, %3d roles, quota %-3s: %6d grants, ms a cycle: median %.2f (%.2f-%.2f, n=%d)%n",
                kind,
                population.agents,
                population.frameworks,
                population.roles,
                population.quota ? "on" : "off",
                grants,
                millis[millis.length / 2],
                millis[0],
                millis[millis.length - 1],
                millis.length);
    }
}
