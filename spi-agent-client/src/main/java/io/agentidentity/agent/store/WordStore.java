package io.agentidentity.agent.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.persistence.EntityManager;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The words that agents are found by: client id and name as a whole and in pieces, and labels. An index over them answers a search among
 * a hundred thousand agents as fast as among a hundred. They are stored as bytes: databases order letters by the rules of some
 * language, and then no index finds what begins with a word.
 */
final class WordStore {

    private static final int LONGEST = 255;

    /** What a label begins with as a word of its own; no name has it. */
    private static final String LABEL = "\u0001";

    private final EntityManager em;

    WordStore(EntityManager em) {
        this.em = em;
    }

    void put(AgentEntity agent, List<String> labels) {
        Set<String> wanted = words(agent.clientId, agent.name);
        wanted.addAll(labels);
        labels.forEach(label -> wanted.add(LABEL + label));
        List<AgentWordEntity> rows = em.createQuery(
                        "select w from AgentWordEntity w where w.agentId = :agent", AgentWordEntity.class)
                .setParameter("agent", agent.id)
                .getResultList();
        if (rows.stream()
                .map(row -> new String(row.word, UTF_8))
                .collect(Collectors.toSet())
                .equals(wanted)) {
            return;
        }
        rows.forEach(em::remove);
        byte[] before = {};
        for (byte[] word : wanted.stream()
                .map(WordStore::stored)
                .sorted(Arrays::compareUnsigned)
                .toList()) {
            AgentWordEntity row = new AgentWordEntity();
            row.id = UUID.randomUUID().toString();
            row.agentId = agent.id;
            row.realmId = agent.realmId;
            row.word = word;
            row.shared = shared(before, word);
            em.persist(row);
            before = word;
        }
    }

    /** How many bytes two different words, in their order, begin with alike. */
    private static int shared(byte[] before, byte[] word) {
        return Arrays.mismatch(before, word);
    }

    void delete(String agentId) {
        em.createQuery("delete from AgentWordEntity w where w.agentId = :agent")
                .setParameter("agent", agentId)
                .executeUpdate();
    }

    void deleteRealm(String realmId) {
        em.createQuery("delete from AgentWordEntity w where w.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    /** The terms of a search, in lower case; every one must begin a word of an agent that is found. */
    static List<String> terms(String search) {
        return Arrays.stream(search.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(term -> !term.isBlank())
                .distinct()
                .toList();
    }

    /** The word of those that have a label. */
    static byte[] label(String label) {
        return stored(LABEL + label);
    }

    static byte[] stored(String word) {
        return word.getBytes(UTF_8);
    }

    /** What comes right after everything that begins with a term. */
    static byte[] afterAllWith(String term) {
        byte[] next = stored(term);
        // No byte of UTF-8 is the highest there is.
        next[next.length - 1]++;
        return next;
    }

    static Set<String> words(String clientId, String name) {
        Set<String> words = new LinkedHashSet<>();
        for (String text : List.of(clientId, name == null ? "" : name)) {
            String lower = text.toLowerCase(Locale.ROOT);
            Arrays.stream(lower.split("\\s+"))
                    .filter(word -> !word.isBlank())
                    .map(WordStore::cut)
                    .forEach(words::add);
            Arrays.stream(lower.split("[^\\p{L}\\p{N}]+"))
                    .filter(word -> !word.isBlank())
                    .map(WordStore::cut)
                    .forEach(words::add);
        }
        return words;
    }

    /** Lower case may be longer than what it was made of. */
    private static String cut(String word) {
        return word.length() <= LONGEST ? word : word.substring(0, LONGEST);
    }
}
