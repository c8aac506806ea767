import { Button, Group, Loader, Menu, Stack, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { Facts } from "@/ui/facts";
import { Timeline } from "@/ui/history";
import { Go } from "@/ui/links";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { When } from "@/ui/when";
import { Sessions } from "./sessions";
import { type Operator, RoleBadge } from "./staff";
import { DismissDialog, FactorDialog, PasswordDialog, RevokeDialog, RoleDialog } from "./staff-commands";

type Command = "role" | "password" | "factor" | "dismiss";

/** A member of staff: role, ways in, and everything that was changed about them. */
export function OperatorPanel({
  login,
  operator,
  loading,
}: {
  login: string;
  operator: Operator | undefined;
  loading: boolean;
}) {
  const { t } = useTranslation(["staff", "common"]);
  const { me, rights } = useSession();
  if (loading) return <Loader aria-hidden />;
  if (!operator) return <Text size="sm">{t("staff.unknown")}</Text>;
  const here = operator.role != null;
  return (
    <Stack gap="md">
      {rights.admin && here && <Commands operator={operator} />}
      <Facts
        of={[
          [t("staff.role"), <RoleBadge key="role" role={operator.role} />],
          here && [t("staff.may"), t(`may.${operator.role}` as "may.admin", { defaultValue: "" })],
          here && [t("factor.title"), operator.secondFactor ? t("factor.on") : t("factor.off")],
          [t("staff.enrolled"), <When key="enrolled" at={operator.enrolledAt} />],
          [t("staff.changed"), <When key="changed" at={operator.changedAt} />],
          [t("staff.changedBy"), operator.changedBy],
        ]}
      />
      <Group gap="md">
        <Text size="sm" span>
          <Go to="/audit" search={{ actor: `operator:${login}` }}>
            {t("staff.did")}
          </Go>
        </Text>
        <Text size="sm" span>
          <Go to="/audit" search={{ view: "log", login }}>
            {t("staff.looked")}
          </Go>
        </Text>
      </Group>
      {here && <Tokens operator={operator} />}
      {here && (rights.admin || me.login === login) && <Sessions login={login} />}
      <Card title={t("staff.history")}>
        <Timeline stream={`operator/${login}`} />
      </Card>
    </Stack>
  );
}

function Commands({ operator }: { operator: Operator }) {
  const { t } = useTranslation("staff");
  const { me } = useSession();
  const [open, setOpen] = useState<Command | null>(null);
  const mine = operator.login === me.login;
  const dialog = (command: Command) => ({
    opened: open === command,
    onClose: () => setOpen(null),
    login: operator.login,
  });
  if (mine) {
    return (
      <Text size="sm" c="dimmed">
        {t("staff.yourself")} <Go to="/profile">{t("profile.title")}</Go>
      </Text>
    );
  }
  return (
    <Group>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={14} aria-hidden />}>{t("staff.change")}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen("role")}>{t("role.open")}</Menu.Item>
          <Menu.Item onClick={() => setOpen("password")}>{t("password.open")}</Menu.Item>
          {operator.secondFactor && (
            <Menu.Item onClick={() => setOpen("factor")}>{t("takeFactor.open")}</Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => setOpen("dismiss")}>
            {t("dismiss.open")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RoleDialog {...dialog("role")} role={operator.role ?? "viewer"} />
      <PasswordDialog {...dialog("password")} />
      <FactorDialog {...dialog("factor")} />
      <DismissDialog {...dialog("dismiss")} />
    </Group>
  );
}

function Tokens({ operator }: { operator: Operator }) {
  const { t } = useTranslation(["staff", "common"]);
  const { me, rights } = useSession();
  const [revoking, setRevoking] = useState<{ token: string | null } | null>(null);
  const may = rights.admin || me.login === operator.login;
  return (
    <Card
      title={t("staff.tokens")}
      actions={
        may &&
        operator.tokens.length > 1 && (
          <Button variant="default" size="compact-xs" onClick={() => setRevoking({ token: null })}>
            {t("revoke.openAll")}
          </Button>
        )
      }
      flush
    >
      <SmallTable
        label={t("staff.tokens")}
        rows={operator.tokens}
        keyOf={(token) => token.id}
        empty={t("staff.noTokens")}
        columns={[
          { header: t("staff.token"), cell: (token) => <span className="mono">{`${token.id}…`}</span> },
          {
            header: t("staff.ends"),
            cell: (token) => (token.expiresAt ? <When at={token.expiresAt} /> : t("staff.untilRevoked")),
          },
          {
            header: t("revoke.open"),
            quiet: true,
            align: "right",
            cell: (token) =>
              may && (
                <Button
                  variant="subtle"
                  color="red"
                  size="compact-xs"
                  aria-label={`${t("revoke.open")}: ${token.id}`}
                  onClick={() => setRevoking({ token: token.id })}
                >
                  {t("revoke.open")}
                </Button>
              ),
          },
        ]}
      />
      <RevokeDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        login={operator.login}
        token={revoking?.token ?? null}
      />
    </Card>
  );
}
