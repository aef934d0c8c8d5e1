/** A new agent, with its secret if it has one, and the way to its first token. */
import { useConsole, useHref, useText } from "../context";
import type { Agent } from "../model";
import { Alert, Button, ClipboardCopy, ClipboardCopyVariant, FormGroup, PageSection, PageSectionVariants } from "../pf";
import { firstExchange } from "./curl";

export function Made({ agent, title }: { agent: Agent; title: string }) {
  const text = useText();
  const href = useHref();
  const { serverBaseUrl, place } = useConsole();
  const issuer = `${serverBaseUrl.replace(/\/$/, "")}/realms/${encodeURIComponent(place.realm)}`;
  return (
    <PageSection variant={PageSectionVariants.light} data-testid="agent-made">
      <Alert variant="success" isInline title={title} className="pf-v5-u-mb-md">
        {agent.owner.answer === "asked" ? (
          <p>{text("madeAsked", { owner: agent.owner.username ?? agent.owner.id })}</p>
        ) : null}
      </Alert>
      {agent.credential?.secret ? (
        <FormGroup label={text("secretOnce")} className="pf-v5-u-mb-md">
          <ClipboardCopy isReadOnly hoverTip={text("copy")} clickTip={text("copied")} textAriaLabel={text("secretOnce")}>
            {agent.credential.secret}
          </ClipboardCopy>
        </FormGroup>
      ) : null}
      <p className="pf-v5-u-mb-sm">{text("tryIt")}</p>
      <ClipboardCopy
        isCode
        isReadOnly
        isExpanded
        variant={ClipboardCopyVariant.expansion}
        hoverTip={text("copy")}
        clickTip={text("copied")}
        textAriaLabel={text("command")}
        toggleAriaLabel={text("command")}
        className="pf-v5-u-mb-md"
        data-testid="first-exchange"
      >
        {firstExchange(agent, issuer)}
      </ClipboardCopy>
      <Button component="a" href={href.agent(agent.id)} data-testid="open-agent">
        {text("openAgent")}
      </Button>
    </PageSection>
  );
}
