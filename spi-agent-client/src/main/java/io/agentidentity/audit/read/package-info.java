/**
 * Reading the record: searches along indexes, page by page without an end, exports as a stream, and the record of who read what.
 * Shell but for {@code RecordQuery}; it may call sealed records, formats, stories and who calls, and the admin API calls it.
 */
package io.agentidentity.audit.read;
