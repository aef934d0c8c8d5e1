/** The versions that the rules had, each to be taken into the draft again. */
import { useAgents, useText } from "../context";
import { useLoad } from "../load";
import { Moment } from "../parts/labels";
import { PersonById } from "../parts/people";
import { useSay } from "../parts/Toasts";
import { Button, Label, Table, Tbody, Td, Th, Thead, Title, Tr } from "../pf";
import type { Policy, Rule, Version } from "./model";

export function Versions({ now, restore }: { now: number; restore: ((rules: Rule[]) => void) | null }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const versions = useLoad<Version[]>(
    (signal) => agents("GET", ["policy", "versions"], { query: { max: 20 }, signal }),
    [agents, now],
  );
  if (!versions.data || versions.data.length === 0) {
    return null;
  }
  return (
    <>
      <Title headingLevel="h2" size="lg" className="pf-v5-u-mt-xl">
        {text("versions")}
      </Title>
      <Table variant="compact" aria-label={text("versions")} data-testid="versions-table">
        <Thead>
          <Tr>
            <Th>{text("version")}</Th>
            <Th>{text("rules")}</Th>
            <Th>{text("comment")}</Th>
            <Th>{text("by")}</Th>
            <Th>{text("time")}</Th>
            {restore ? <Th screenReaderText={text("actions")} /> : null}
          </Tr>
        </Thead>
        <Tbody>
          {versions.data.map((version) => (
            <Tr key={version.version}>
              <Td dataLabel={text("version")}>
                {version.version} {version.version === now ? <Label isCompact>{text("inForce")}</Label> : null}
              </Td>
              <Td dataLabel={text("rules")}>{version.ruleCount}</Td>
              <Td dataLabel={text("comment")} modifier="breakWord">
                {version.comment ?? text("none")}
              </Td>
              <Td dataLabel={text("by")}>{version.createdBy ? <PersonById id={version.createdBy} /> : text("none")}</Td>
              <Td dataLabel={text("time")}>
                <Moment at={version.createdAt} />
              </Td>
              {restore ? (
                <Td isActionCell>
                  {version.version === now ? null : (
                    <Button
                      variant="link"
                      isInline
                      onClick={() => {
                        agents<Policy>("GET", ["policy", "versions", String(version.version)]).then(
                          (old) => {
                            restore(old.rules);
                          },
                          (error: unknown) => {
                            say.failed(text("failed"), error);
                          },
                        );
                      }}
                    >
                      {text("restore")}
                    </Button>
                  )}
                </Td>
              ) : null}
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );
}
