/** Clients that only say they are agents. */
import { useConsole, useHref, useText } from "../context";
import type { Declared } from "../model";
import { Moment, StatusLabel } from "../parts/labels";
import { Button, Table, Tbody, Td, Th, Thead, Tr } from "../pf";

export function DeclaredTable({ rows }: { rows: readonly Declared[] }) {
  const text = useText();
  const href = useHref();
  const { rights } = useConsole();
  return (
    <Table variant="compact" aria-label={text("agents")} data-testid="agents-table">
      <Thead>
        <Tr>
          <Th>{text("clientId")}</Th>
          <Th>{text("status")}</Th>
          <Th>{text("reason")}</Th>
          <Th>{text("created")}</Th>
          <Th screenReaderText={text("actions")} />
        </Tr>
      </Thead>
      <Tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td dataLabel={text("clientId")}>
              <a href={href.client(row.id)}>{row.clientId}</a>
            </Td>
            <Td dataLabel={text("status")}>
              <StatusLabel status={row.status} />
            </Td>
            <Td dataLabel={text("reason")}>{row.statusReason}</Td>
            <Td dataLabel={text("created")}>
              <Moment at={row.createdAt} />
            </Td>
            <Td isActionCell>
              {rights.manage ? (
                <Button component="a" variant="link" isInline href={href.agents({ view: "adopt", client: row.clientId })}>
                  {text("adopt")}
                </Button>
              ) : null}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
