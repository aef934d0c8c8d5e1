<#import "template.ftl" as layout>
<@layout.emailLayout>
<p>${msg("agentNoticeGreeting", (user.firstName)!(user.username)!"")}</p>
<p>${msg(bodyKey, agentName, agentClientId, realmTitle, dueAt, expiresAt)}</p>
<p>${msg("agentNoticeWhere", realmTitle)}</p>
</@layout.emailLayout>
