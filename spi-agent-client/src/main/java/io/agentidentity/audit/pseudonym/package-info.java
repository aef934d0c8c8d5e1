/**
 * Names by which records call people where a realm does not want their ids there, and who is meant by them. With that row goes all that
 * leads from a record to a person who is gone; the record, and the chain that it is in, stay as they are. Calls JSON and the database.
 */
package io.agentidentity.audit.pseudonym;
