package io.agentidentity.policy;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.Program;
import java.util.Optional;
import java.util.Set;

/** What must hold for a rule to have its effect: an expression that was compiled once, for any number of requests at a time. */
public final class Condition {

    private final String text;
    private final Program program;
    private final Set<Fact> facts;

    Condition(String text, Program program, Set<Fact> facts) {
        this.text = text;
        this.program = program;
        this.facts = Set.copyOf(facts);
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** What it looks at. */
    public Set<Fact> facts() {
        return facts;
    }

    /**
     * Whether it holds.
     *
     * @throws RuntimeException if a fact cannot be found out at this moment
     */
    Result of(FactView view) {
        view.begin();
        try {
            Object value = program.eval(view);
            if (value instanceof Boolean holds) {
                return new Result(holds ? Came.MATCHED : Came.NOT_MATCHED, Optional.empty());
            }
            view.rethrow();
            return Result.erred("it looks at something that is not there");
        } catch (CelEvaluationException | RuntimeException e) {
            view.rethrow();
            return Result.erred(e instanceof CelEvaluationException cel ? words(cel) : "it cannot be evaluated");
        }
    }

    /** Never the library's own words, which quote values. */
    private static String words(CelEvaluationException e) {
        return switch (e.getErrorCode()) {
            case ATTRIBUTE_NOT_FOUND -> "it looks at something that is not there";
            case INDEX_OUT_OF_BOUNDS -> "it looks beyond the end of a list";
            case DIVIDE_BY_ZERO -> "it divides by zero";
            case OVERLOAD_NOT_FOUND, INVALID_ARGUMENT -> "a value is not of the type that it takes";
            case NUMERIC_OVERFLOW -> "a number is out of range";
            case ITERATION_BUDGET_EXCEEDED -> "it takes too many rounds";
            case BAD_FORMAT -> "a value is not of the form that it takes";
            default -> "it cannot be evaluated";
        };
    }

    /** How a condition came out. */
    public enum Came {
        MATCHED,
        NOT_MATCHED,
        ERRED,
        /** It depends on something that was not kept. */
        UNKNOWN
    }

    /**
     * How it came out.
     *
     * @param error what went wrong, without any value
     */
    record Result(Came came, Optional<String> error) {

        static Result erred(String error) {
            return new Result(Came.ERRED, Optional.of(error));
        }
    }
}
