package io.boreas.actors.group;

import io.boreas.core.machine.Decision;
import io.boreas.core.machine.Machine;
import java.time.Instant;
import java.util.List;

/** The smallest machine: counters that take positive amounts, answer their sum and owe nothing. */
final class Counters implements Machine<String, Counters.Counter, Long, Long, String, String> {
    static final String REFUSED = "only positive amounts are added";
    static final String REPEATED = "was added before";

    record Counter(String id, long sum) {}

    @Override
    public Counter vacant(String id) {
        return new Counter(id, 0);
    }

    @Override
    public boolean isVacant(Counter counter) {
        return counter.sum() == 0;
    }

    @Override
    public Decision<Long, String> decide(Counter counter, Long amount, Instant now) {
        return amount > 0 ? Decision.of(List.of(amount), "sum " + (counter.sum() + amount)) : Decision.answer(REFUSED);
    }

    @Override
    public Counter evolve(Counter counter, Long amount) {
        return new Counter(counter.id(), counter.sum() + amount);
    }

    @Override
    public List<String> outstanding(Counter counter) {
        return List.of();
    }

    @Override
    public String repeated(Counter counter, Long amount) {
        return REPEATED;
    }
}
