package io.agentidentity.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.agentidentity.policy.RuleProblem.Place;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compiles conditions within bounds, so that none can keep a server busy, and says what is wrong with those that do not compile. */
final class Conditions {

    private static final int MAX_CHARACTERS = 2000;
    private static final int MAX_NODES = 500;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ROUNDS = 1000;
    private static final int MAX_PATTERN = 5000;
    private static final int MAX_ERRORS = 10;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MAX_CHARACTERS)
            .maxParseExpressionNodeCount(MAX_NODES)
            .maxParseRecursionDepth(MAX_DEPTH)
            .maxParseErrorRecoveryLimit(MAX_ERRORS)
            .comprehensionMaxIterations(MAX_ROUNDS)
            .maxRegexProgramSize(MAX_PATTERN)
            .enableHeterogeneousNumericComparisons(true)
            .build();
    private static final CelCompiler COMPILER = compiler();
    /** Not the newer one, which knows the whole of its library by name: most of that would have to be in our JAR. */
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

    private Conditions() {}

    /**
     * Compiles a condition for rules of some stages.
     *
     * @throws InvalidRules with everything that is wrong
     */
    static Condition compile(String text, Set<Stage> stages) {
        if (text.codePointCount(0, text.length()) > MAX_CHARACTERS) {
            throw invalid(RuleProblem.of("the condition must have at most " + MAX_CHARACTERS + " characters"));
        }
        try {
            CelValidationResult result = COMPILER.compile(text);
            if (result.hasError()) {
                throw new InvalidRules(result.getErrors().stream()
                        .map(issue -> problem(text, issue))
                        .distinct()
                        .toList());
            }
            CelAbstractSyntaxTree ast = result.getAst();
            Set<Fact> facts = facts(ast);
            List<RuleProblem> problems = new ArrayList<>();
            facts.stream()
                    .filter(fact -> !fact.only().map(Set::of).orElse(stages).containsAll(stages))
                    .forEach(fact -> problems.add(elsewhere(text, fact)));
            CelNavigableAst.fromAst(ast).getRoot().allNodes().forEach(node -> checkConstant(ast, node, problems));
            if (!problems.isEmpty()) {
                throw new InvalidRules(problems);
            }
            return new Condition(text, RUNTIME.createProgram(ast), facts);
        } catch (CelValidationException | CelEvaluationException e) {
            throw invalid(RuleProblem.of("the condition does not compile"));
        }
    }

    private static CelCompiler compiler() {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL);
        for (Fact fact : Fact.values()) {
            builder.addVar(fact.wire(), fact.type());
        }
        return builder.build();
    }

    private static Set<Fact> facts(CelAbstractSyntaxTree ast) {
        Set<Fact> facts = EnumSet.noneOf(Fact.class);
        ast.getReferenceMap()
                .values()
                .forEach(reference -> Fact.named(reference.name()).ifPresent(facts::add));
        return facts;
    }

    private static RuleProblem elsewhere(String text, Fact fact) {
        String stage = fact.only().orElseThrow().wire();
        Place place = place(text, Math.max(0, text.indexOf(fact.wire())));
        return RuleProblem.at(
                place.line(),
                place.column(),
                fact.wire() + " is there at stage " + stage + " only: let stages be [\"" + stage + "\"]");
    }

    /** What would err each time is told when it is written. */
    private static void checkConstant(CelAbstractSyntaxTree ast, CelNavigableExpr node, List<RuleProblem> problems) {
        if (node.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return;
        }
        CelCall call = node.expr().call();
        Optional<CelConstant> argument = call.args().stream()
                .skip(Math.max(0, call.args().size() - 1))
                .map(CelExpr::constantOrDefault)
                .filter(constant -> constant.getKind() == CelConstant.Kind.STRING_VALUE)
                .findFirst();
        if (argument.isEmpty()) {
            return;
        }
        String value = argument.get().stringValue();
        Optional<String> wrong = Optional.empty();
        if ("matches".equals(call.function()) && !isPattern(value)) {
            wrong = Optional.of("matches needs a regular expression in the syntax of RE2");
        } else if (call.function().startsWith("get") && !isZone(value)) {
            wrong = Optional.of(call.function() + " needs a time zone, such as 'Europe/Berlin' or '+02:00'");
        }
        wrong.ifPresent(words -> {
            int offset = ast.getSource().getPositionsMap().getOrDefault(node.id(), 0);
            Place place = place(ast.getSource().getContent().toString(), offset);
            problems.add(RuleProblem.at(place.line(), place.column(), words));
        });
    }

    private static boolean isPattern(String text) {
        try {
            return Pattern.compile(text).programSize() <= MAX_PATTERN;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static boolean isZone(String text) {
        try {
            return text.matches("[+-]?\\d\\d:\\d\\d") || ZoneId.of(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static RuleProblem problem(String text, CelIssue issue) {
        int line = issue.getSourceLocation().getLine();
        int column = issue.getSourceLocation().getColumn();
        if (line < 1) {
            return RuleProblem.of(CompilerWords.said(text, 0, issue.getMessage()));
        }
        return RuleProblem.at(
                line, column + 1, CompilerWords.said(text, offset(text, line, column), issue.getMessage()));
    }

    private static int offset(String text, int line, int column) {
        int offset = 0;
        for (int i = 1; i < line && offset >= 0; i++) {
            offset = text.indexOf('\n', offset) + 1;
        }
        return Math.min(text.length(), offset + column);
    }

    private static Place place(String text, int offset) {
        String before = text.substring(0, Math.min(offset, text.length()));
        int lineStart = before.lastIndexOf('\n') + 1;
        return new Place((int) before.chars().filter(c -> c == '\n').count() + 1, before.length() - lineStart + 1);
    }

    private static InvalidRules invalid(RuleProblem problem) {
        return new InvalidRules(List.of(problem));
    }
}
