/** What kind of party acted: people, agents alone and agents for people look different wherever they are shown. */
import { CogIcon } from "@patternfly/react-icons/dist/esm/icons/cog-icon";
import { RobotIcon } from "@patternfly/react-icons/dist/esm/icons/robot-icon";
import { ServerIcon } from "@patternfly/react-icons/dist/esm/icons/server-icon";
import { UserIcon } from "@patternfly/react-icons/dist/esm/icons/user-icon";
import { UserSecretIcon } from "@patternfly/react-icons/dist/esm/icons/user-secret-icon";
import { UsersCogIcon } from "@patternfly/react-icons/dist/esm/icons/users-cog-icon";
import type { ReactNode } from "react";
import { useText } from "../context";
import { Compact } from "../parts/labels";
import { Label } from "../pf";

export const KINDS = ["person", "delegated_agent", "agent_autonomous", "workload", "admin_impersonation", "system"] as const;

type Look = readonly ["blue" | "purple" | "orange" | "grey" | "red" | "cyan", ReactNode];

const LOOKS: Readonly<Record<string, Look>> = {
  person: ["blue", <UserIcon key="i" aria-hidden />],
  delegated_agent: ["purple", <UsersCogIcon key="i" aria-hidden />],
  agent_autonomous: ["orange", <RobotIcon key="i" aria-hidden />],
  workload: ["cyan", <ServerIcon key="i" aria-hidden />],
  admin_impersonation: ["red", <UserSecretIcon key="i" aria-hidden />],
  system: ["grey", <CogIcon key="i" aria-hidden />],
};

export function looksOf(kind: string): Look {
  return LOOKS[kind] ?? ["grey", null];
}

export function KindLabel({ kind }: { kind: string }) {
  const text = useText();
  const [color, icon] = looksOf(kind);
  return (
    <Compact>
      <Label color={color} icon={icon} isCompact data-kind={kind}>
        {text.word("kind", kind)}
      </Label>
    </Compact>
  );
}
