/** The people of the sandbox's issuer, by what they may do. */
export const personas = {
  helpdesk: 'Tomasz Wilk',
  /** Help desk too; a customer has her e-mail address. */
  customer: 'Inês Duarte',
  supervisor: 'Hana Satō',
  /** Help desk and supervisor in one. */
  both: 'Leïla Benali',
  auditor: 'Priya Raghavan',
  administrator: 'Mikael Lindqvist',
  noRole: 'Chidi Eze',
} as const;

export type Persona = keyof typeof personas;

/** Seeded customers without a story of their own; the seed is the same every time. */
export const crowd = (
  'aisha.okonkwo aisha.pritchard ananya.sharma andrii.galagan andrii.yushchenko angelos.dimitriou angelos.karra ' +
  'anneliese.mueller arjun.gupta arjun.joshi arjun.sharma belen.castaneda belen.guemes belen.ibanez belen.olvera ' +
  'benoit.daubigne benoit.geroux bjoern.brandt bjoern.schroeder bjoern.weiss callum.whitfield chloe.daubigne ' +
  'chloe.lefevre daisuke.kobayashi daisuke.watanabe doyun.choi doyun.kim doyun.park duc.dang duc.le eleni.dimitriou ' +
  'francois.lefevre frieda.gross frieda.koehler george.begum george.fitzgerald giorgos.psarras guadalupe.ibanez ' +
  'haeun.jung haeun.kim haeun.park hanako.saito helene.becourt helene.chatelain helene.lefevre imogen.macleod ' +
  'inigo.castaneda inigo.guemes itai.cohen itai.mizrahi jihu.choi jihu.park jose.guemes juergen.mueller kaethe.brandt ' +
  'kanda.chaidi kenta.saito khaled.nassar lukas.mueller maelle.chatelain'
).split(' ');
