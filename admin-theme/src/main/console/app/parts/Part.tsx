/** A part of a page with its title. */
import type { ReactNode } from "react";
import { Card, CardBody, CardHeader, CardTitle } from "../pf";

export function Part({ title, actions = null, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <Card isFlat>
      {actions ? (
        <CardHeader actions={{ actions, hasNoOffset: true }}>
          <CardTitle component="h2">{title}</CardTitle>
        </CardHeader>
      ) : (
        <CardTitle component="h2">{title}</CardTitle>
      )}
      <CardBody>{children}</CardBody>
    </Card>
  );
}
