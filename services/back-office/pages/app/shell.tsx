import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Group,
  Menu,
  NavLink,
  ScrollArea,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure, useHotkeys, useNetwork } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import type { Place, Section } from "./places";
import { useCalled } from "./places";
import css from "./shell.module.css";
import { Shortcuts, useChords } from "./shortcuts";
import { chooseLanguage, type Language, languages } from "./words";

export interface Places {
  sections: readonly Section[];
  /** Whose words name them, as `nav`. */
  words: "common" | "manager";
  home: Place["to"];
  profile: Place["to"];
}

/** The frame: where one can go, who is signed in, and the screen. */
export function Shell({ places, palette }: { places: Places; palette: ReactNode }) {
  const { t } = useTranslation();
  const called = useCalled(places.words);
  const all = places.sections.flatMap((section) => section.places);
  const [opened, { toggle, close }] = useDisclosure();
  const [help, { open: openHelp, close: closeHelp }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { online } = useNetwork();
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the menu of a phone.
  useEffect(close, [path]);
  useChords((to) => navigate({ to }), openHelp, all);
  useHotkeys([
    [
      "/",
      () => {
        const filter = document.querySelector<HTMLInputElement>("[data-filter]");
        if (filter) filter.focus();
        else spotlight.open();
      },
    ],
  ]);
  return (
    <AppShell
      header={{ height: 46 }}
      navbar={{ width: 196, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={0}
    >
      <a className="skip" href="#content">
        {t("skip")}
      </a>
      <AppShell.Header className={css.header}>
        <Group h="100%" px="sm" gap="sm" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("shell.menu")} />
          <Link to={places.home} className={css.brand} aria-label={t("product")}>
            <img src="/pages-icon.svg" alt="" width={22} height={22} />
            <Text fw={700} size="sm" visibleFrom="xs">
              {t("product")}
            </Text>
          </Link>
          <UnstyledButton className={css.search} onClick={spotlight.open}>
            <IconSearch size={14} aria-hidden />
            <span className={css.searchWords}>{t("shell.search")}</span>
            <kbd>Ctrl K</kbd>
          </UnstyledButton>
          <Box flex={1} />
          <Personal profile={places.profile} onHelp={openHelp} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={css.navbar}>
        <ScrollArea type="never" component="nav" aria-label={t("nav.label")}>
          {places.sections.map((section) => (
            <div key={section.name} className={css.section}>
              <div className={css.sectionName}>{called(section.name)}</div>
              {section.places.map((place) => {
                const active =
                  path === place.to || (place.to !== places.home && path.startsWith(`${place.to}/`));
                return (
                  <NavLink
                    key={place.name}
                    component={Link}
                    to={place.to}
                    activeOptions={{ exact: place.to === places.home }}
                    label={called(place.name)}
                    leftSection={<place.icon size={16} stroke={1.5} aria-hidden />}
                    active={active}
                    aria-current={active ? "page" : undefined}
                    className={css.place}
                  />
                );
              })}
            </div>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main>
        {!online && (
          <div className={css.offline} role="alert">
            {t("shell.offline")}
          </div>
        )}
        <div id="content" tabIndex={-1} className={css.main}>
          <Outlet />
        </div>
      </AppShell.Main>
      {palette}
      <Shortcuts opened={help} onClose={closeHelp} places={all} called={called} />
    </AppShell>
  );
}

function Personal({ profile, onHelp }: { profile: Place["to"]; onHelp: () => void }) {
  const { t, i18n } = useTranslation();
  const { me, signOut } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = colorScheme === "light" ? "dark" : colorScheme === "dark" ? "auto" : "light";
  const Icon = colorScheme === "light" ? IconSun : colorScheme === "dark" ? IconMoon : IconDeviceDesktop;
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        aria-label={t("shell.theme", { theme: t(`shell.${colorScheme}`) })}
        onClick={() => setColorScheme(next)}
      >
        <Icon size={17} stroke={1.5} />
      </ActionIcon>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t("shell.language")}>
            <IconLanguage size={17} stroke={1.5} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {languages.map((language: Language) => (
            <Menu.Item
              key={language}
              lang={language}
              fw={i18n.language === language ? 600 : 400}
              onClick={() => chooseLanguage(language)}
            >
              {language === "fr" ? "Français" : "English"}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu>
        <Menu.Target>
          <UnstyledButton
            className={css.me}
            aria-label={t("shell.signedInAs", { login: me.login, role: t(`roles.${me.role}`) })}
          >
            <IconUser size={16} stroke={1.5} aria-hidden />
            <Text size="sm" visibleFrom="sm" span>
              {me.login}
            </Text>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("shell.signedInAs", { login: me.login, role: t(`roles.${me.role}`) })}</Menu.Label>
          <Menu.Item component={Link} to={profile} leftSection={<IconUser size={14} />}>
            {t("nav.profile")}
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={14} />} onClick={onHelp}>
            {t("shell.shortcuts")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void signOut()}>
            {t("shell.signOut")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
