package io.boreas.agent.emulated;

import java.util.concurrent.atomic.LongAdder;

/** What emulated agents did, all together. */
final class Counts {
    final LongAdder launched = new LongAdder();
    final LongAdder running = new LongAdder();
    final LongAdder killed = new LongAdder();
}
