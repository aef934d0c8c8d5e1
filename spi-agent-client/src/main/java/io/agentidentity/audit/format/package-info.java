/**
 * Records in the words of other systems: OCSF, ECS, CEF and CSV. Plain Java; it calls JSON only. A new format is one type and its line
 * in {@code RecordFormat}; none lets a name or somebody's words become syntax.
 */
package io.agentidentity.audit.format;
