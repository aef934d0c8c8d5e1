/**
 * What a reviewer asks about one thing: the story of a task with all below it, and what a token or a key reached. Shell; it reads
 * records, tasks and tokens, asks the one verifier what is alive, and the admin API calls it.
 */
package io.agentidentity.task.story;
