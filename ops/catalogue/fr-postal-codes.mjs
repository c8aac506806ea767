#!/usr/bin/env node
// Writes domain-model/catalogue/fr-postal-codes.txt: the French postal codes, each with its towns, from the npm package
// `codes-postaux` of the Base Adresse Nationale. Run it from the root of the repository, and commit what it wrote:
//   node ops/catalogue/fr-postal-codes.mjs
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PACKAGE = 'codes-postaux'
const VERSION = '4.1.2'
const TARGET = 'domain-model/catalogue/fr-postal-codes.txt'

/** `L'Haÿ-les-Roses` as the paper writes towns: upper case without accents; an arrondissement is its city. */
function town (name) {
  return name
    .replace(/ \d+er? Arrondissement$/, '')
    .replace(/œ/gi, 'oe').replace(/æ/gi, 'ae').replace(/’/g, "'")
    .normalize('NFD').replace(/\p{M}/gu, '')
    .toUpperCase()
}

const folder = mkdtempSync(join(tmpdir(), 'codes-postaux-'))
try {
  execFileSync('npm', ['pack', '--silent', `${PACKAGE}@${VERSION}`], { cwd: folder })
  execFileSync('tar', ['xzf', `${PACKAGE}-${VERSION}.tgz`], { cwd: folder })
  const entries = JSON.parse(readFileSync(join(folder, 'package', 'codes-postaux.json'), 'utf8'))
  const towns = new Map()
  for (const { codePostal, nomCommune } of entries) {
    if (!/^\d{5}$/.test(codePostal)) throw new Error(`a postal code of five digits is expected: ${codePostal}`)
    if (!towns.has(codePostal)) towns.set(codePostal, new Set())
    towns.get(codePostal).add(town(nomCommune.trim()))
  }
  const lines = [...towns.keys()].sort().map(code => `${code} ${[...towns.get(code)].sort().join('|')}`)
  const header = [
    '# French postal codes, each with its towns. Generated: do not edit, run ops/catalogue/fr-postal-codes.mjs.',
    `# Source: npm ${PACKAGE} ${VERSION} (https://github.com/BaseAdresseNationale/codes-postaux), MIT,`,
    '#   Copyright (c) 2021 Base Adresse Nationale (IGN, DINUM, ANCT); its data are the Code officiel géographique of INSEE',
    '#   and the FIMOCT of DGFiP, Licence Ouverte.'
  ]
  writeFileSync(TARGET, [...header, ...lines, ''].join('\n'))
  console.log(`${TARGET}: ${lines.length} codes`)
} finally {
  rmSync(folder, { recursive: true })
}
