package io.agentidentity.policy;

import java.util.List;

/** Rules that cannot be taken, with everything that is wrong with them. */
public final class InvalidRules extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<RuleProblem> problems;

    InvalidRules(List<RuleProblem> problems) {
        super(problems.size() + " problems, the first: " + problems.get(0).message());
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<RuleProblem> problems() {
        return problems;
    }
}
