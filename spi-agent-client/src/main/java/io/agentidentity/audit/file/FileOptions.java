package io.agentidentity.audit.file;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how the operator of the server wants records written.
 *
 * @param directory in which each realm has its files
 * @param maxBytes from which size on a file is put by and another one begun
 * @param maxAge the same from the age of its first record on
 * @param keep how many files that were put by are kept; 0 for all
 */
public record FileOptions(Path directory, long maxBytes, Duration maxAge, int keep) {}
