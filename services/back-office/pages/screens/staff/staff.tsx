import { Badge, Button, Drawer, Group, Switch } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { StaffListQuery } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { FilterBar } from "@/ui/filters";
import { Go } from "@/ui/links";
import { useLocalRows } from "@/ui/local";
import { Page } from "@/ui/page";
import { type Column, DataTable } from "@/ui/table";
import { When } from "@/ui/when";
import { OperatorPanel } from "./operator";
import { staffRoute } from "./routes";
import { EnrolDialog } from "./staff-commands";

const StaffList = graphql(`
  query StaffList {
    operators {
      login
      role
      secondFactor
      tokens { id expiresAt }
      enrolledAt
      changedAt
      changedBy
    }
  }
`);

export type Operator = StaffListQuery["operators"][number];

/** Who works here, as what, and how they get in. */
export function Staff() {
  const { t } = useTranslation(["staff", "common"]);
  const search = staffRoute.useSearch();
  const navigate = useNavigate({ from: staffRoute.fullPath });
  const { rights } = useSession();
  const [enrolling, setEnrolling] = useState(false);
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const reading = useReading(StaffList, {});
  const left = search.left ?? false;
  const keep = useCallback((operator: Operator) => left || operator.role != null, [left]);
  const rows = useLocalRows(reading, (data) => data.operators, keep);
  const columns = useColumns();
  const chosen = reading.data?.operators.find((operator) => operator.login === search.login);
  return (
    <Page
      title={t("staff.title")}
      full
      actions={
        rights.admin && (
          <Button leftSection={<IconUserPlus size={15} aria-hidden />} onClick={() => setEnrolling(true)}>
            {t("enrol.open")}
          </Button>
        )
      }
    >
      <FilterBar active={false} onClear={() => undefined}>
        <Switch
          size="xs"
          label={t("staff.left")}
          checked={left}
          onChange={(event) => set({ left: event.currentTarget.checked || undefined })}
        />
      </FilterBar>
      <DataTable
        label={t("staff.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.login}
        onOpen={(row) => set({ login: row.login })}
      />
      <Drawer
        opened={search.login !== undefined}
        onClose={() => set({ login: undefined })}
        position="right"
        size="xl"
        title={search.login ?? ""}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {search.login !== undefined && (
          <OperatorPanel key={search.login} login={search.login} operator={chosen} loading={!reading.data} />
        )}
      </Drawer>
      <EnrolDialog opened={enrolling} onClose={() => setEnrolling(false)} />
    </Page>
  );
}

/** The role in words; that somebody has left. */
export function RoleBadge({ role }: { role: string | null | undefined }) {
  const { t } = useTranslation(["staff", "common"]);
  if (!role) return <Badge color="gray">{t("staff.gone")}</Badge>;
  const words = t(`common:roles.${role}` as "common:roles.admin", { defaultValue: role });
  return <Badge color={role === "admin" ? "grape" : "blue"}>{words}</Badge>;
}

function useColumns(): readonly Column<Operator>[] {
  const { t } = useTranslation(["staff", "common"]);
  return useMemo<Column<Operator>[]>(
    () => [
      {
        id: "login",
        header: t("staff.login"),
        width: "1.5fr",
        cell: (row) => (
          <Go to="/staff" search={(before: object) => ({ ...before, login: row.login })} replace>
            {row.login}
          </Go>
        ),
      },
      { id: "role", header: t("staff.role"), width: "10rem", cell: (row) => <RoleBadge role={row.role} /> },
      {
        id: "factor",
        header: t("factor.title"),
        width: "9rem",
        cell: (row) =>
          row.role && (
            <Badge color={row.secondFactor ? "teal" : "orange"}>
              {row.secondFactor ? t("factor.on") : t("factor.off")}
            </Badge>
          ),
      },
      {
        id: "tokens",
        header: t("staff.tokens"),
        width: "8rem",
        align: "right",
        cell: (row) => row.tokens.length || "",
      },
      {
        id: "enrolled",
        header: t("staff.enrolled"),
        width: "9rem",
        cell: (row) => <When at={row.enrolledAt} only="day" />,
      },
      {
        id: "changed",
        header: t("staff.changed"),
        width: "2fr",
        cell: (row) => (
          <Group gap={6} wrap="nowrap">
            <When at={row.changedAt} />
            <span>{row.changedBy}</span>
          </Group>
        ),
      },
    ],
    [t],
  );
}
