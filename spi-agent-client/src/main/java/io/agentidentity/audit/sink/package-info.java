/**
 * Where records go besides the database, once their transaction has committed. A new sink is one implementation of
 * {@code AuditSink}, named in {@code AuditSinks}. May call nothing but logging and the record's JSON.
 */
package io.agentidentity.audit.sink;
