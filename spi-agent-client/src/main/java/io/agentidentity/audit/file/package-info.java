/** Writes records into files of the server's operator. Plain Java; it may call the core of deliveries and JSON. */
package io.agentidentity.audit.file;
