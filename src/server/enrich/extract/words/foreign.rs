//! What introduces somebody else: who made the site or hosts it, authorities, insurers, partners.

use super::Words;
use std::sync::LazyLock;

/// Credits that can be nothing else, wherever they stand.
pub(crate) static CREDITS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "photos by", "photography by", "photo by", "photos:", "photo credit", "fotos von", "foto av", "valokuvat by", "photos ©", "website by", "web site by", "site by", "designed by", "design by", "developed by", "site design", "website design by", "web design by", "site built by",
        "website built by", "built by", "made by", "created by", "powered by", "crafted by", "website credit", "credits:", "credit:", "crediti:", "crédits :", "crédits:", "créditos:", "web development by", "theme by", "template by",
        "webdesign by", "web development:", "website:design", "designed and developed by", "designed & developed by", "hosted by", "website development",
        "webdesign", "web-design", "webdesign:", "webagentur", "werbeagentur", "umgesetzt von", "website von", "webseite von", "realisiert von", "technische umsetzung", "konzept und umsetzung",
        "konzeption und umsetzung", "konzeption & umsetzung", "design & umsetzung", "gestaltung & programmierung", "gestaltung und programmierung", "konzept & design", "programmierung:", "umsetzung:", "realisierung:", "gestaltung:",
        "sivuston toteutus", "sivuston toteuttaja", "kotisivut toteutti", "kotisivujen toteutus", "verkkosivut toteutti", "verkkosivujen toteutus", "nettisivut:", "kotisivut:",
        "verkkosivut:", "sivut toteutti", "sivut:", "toteutus:", "toteutus", "verkkosivut by", "kotisivut by", "sivut teki", "kotisivut teki", "suunnittelu ja toteutus",
        "webbplats av", "hemsida av", "hemsidan är gjord av", "producerad av", "webbdesign", "webbproduktion", "webbyrå", "produktion:", "hemsida:", "webb:", "designad av", "skapad av",
        "hjemmeside af", "website af", "design af", "webdesign af", "udviklet af", "nettside av", "laget av", "nettside:", "utviklet av", "levert av",
        "réalisation du site", "réalisation :", "réalisation:", "réalisé par", "site réalisé par", "conception du site", "conception et réalisation", "conception :", "création du site", "création de site", "création site", "site créé par", "créé par",
        "agence web", "conception web", "développé par", "développement du site", "propulsé par", "conception & réalisation", "création web",
        "realizzazione sito", "realizzazione siti", "realizzazione:", "realizzato da", "sito realizzato da", "sviluppato da", "sviluppo:", "creato da", "web agency", "sito web by", "sito by", "progettato da",
        "diseño web", "diseño y desarrollo", "diseñado por", "desarrollado por", "desarrollo web", "creado por", "web creada por", "página web por", "web realizada por", "diseño:", "realización web",
        "desenvolvido por", "criado por", "desenvolvimento web", "web design por", "site por", "criação de sites", "desenvolvimento:", "produzido por", "website por",
        "website door", "webdesign door", "gerealiseerd door", "realisatie door", "realisatie:", "gemaakt door", "ontwikkeld door", "ontwerp en realisatie", "ontwerp & realisatie", "ontwerp door", "site door", "webbouw",
        "projekt i wykonanie", "wykonanie:", "wykonanie strony", "realizacja:", "strona wykonana przez", "projekt strony", "strony internetowe:", "tworzenie stron", "projekt i realizacja", "stworzone przez", "wdrożenie:", "realizacja strony",
        "tvorba webu", "tvorba www", "tvorba stránek", "webdesign a", "vytvořil", "vytvořila", "vytvořilo", "realizace webu", "tvorba webových stránek", "webové stránky:", "web vytvořil", "realizace:", "stránky vytvořil", "vytvorilo", "vytvoril", "tvorba web stránok",
        "készítette", "weboldalkészítés", "weboldal:", "honlapkészítés", "honlap:", "kodulehe tegemine", "kodulehe valmistas", "kodulehe tegi", "veebilehe tegi", "veebilehe teostus", "teostus:", "kodulehe teostus", "disain:",
        "mājas lapas izstrāde", "mājaslapu izstrāde", "izstrāde:", "izstrādāja", "svetainę sukūrė", "sprendimas:", "svetainių kūrimas", "sukūrė",
        "разработка сайта", "создание сайта", "создание сайтов", "сайт разработан", "сайт создан", "разработано", "сделано в", "разработка и поддержка", "продвижение сайта", "розробка сайту", "створення сайту",
        "κατασκευή ιστοσελίδας", "κατασκευή ιστοσελίδων", "σχεδιασμός και ανάπτυξη", "σχεδιασμός ιστοσελίδας", "ανάπτυξη:", "κατασκευή:", "υλοποίηση", "web design:", "web tasarım",
        "サイト制作", "ホームページ制作", "web制作", "制作会社", "制作：", "制作:", "realizare site", "site realizat de", "creare site", "izrada web stranica", "izrada:", "izdelava spletnih strani", "изработка на сайт", "изработка:",
    ]])
});

/// Headings and labels whose section speaks of others.
pub(crate) static SECTIONS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        // Hosting
        "hosting", "hosting provider", "host", "web hosting", "hoster", "hébergeur", "hébergement", "hébergé par", "hébergement du site", "webhotell", "webhotel", "webhosting", "hospedaje", "alojamiento web", "alojamiento", "alojamento", "хостинг", "tarhaus", "verkkohotelli", "webhoster", "provider:",
        // Authorities, chambers, dispute resolution
        "aufsichtsbehörde", "zuständige aufsichtsbehörde", "zuständige kammer", "kammer", "handwerkskammer", "ärztekammer", "landesärztekammer", "zahnärztekammer", "kassenärztliche vereinigung", "rechtsanwaltskammer", "architektenkammer", "steuerberaterkammer", "ihk", "innung", "verbraucherschlichtung", "verbraucherstreitbeilegung", "schlichtungsstelle", "streitschlichtung", "streitbeilegung", "verbraucherschlichtungsstelle",
        "datenschutzbeauftragter", "datenschutzbeauftragte", "datenschutzbehörde", "landesbeauftragte", "landesbeauftragter", "beschwerderecht", "supervisory authority", "data protection authority", "information commissioner", "regulator", "regulated by", "ombudsman", "dispute resolution", "health inspectorate", "licensing authority",
        "médiateur", "médiation", "médiateur de la consommation", "médiation de la consommation", "cnil", "autorité de contrôle", "ordre des", "garante per la protezione", "garante", "autorità di controllo", "agencia española de protección de datos", "autoridad de control", "resolución de litigios", "resolução de litígios", "resolução alternativa de litígios", "centro de arbitragem", "livro de reclamações", "entidade reguladora", "cnpd", "autoridade de controlo",
        "tietosuojavaltuutettu", "tietosuojavaltuutetun toimisto", "valvontaviranomainen", "valvontaviranomaiset", "kuluttajariitalautakunta", "kuluttajaneuvonta", "aluehallintovirasto", "integritetsskyddsmyndigheten", "datainspektionen", "tillsynsmyndighet", "allmänna reklamationsnämnden", "datatilsynet", "forbrugerombudsmanden", "forbrugerklage", "klagenævn", "forbrukerrådet", "forbrukertilsynet", "autoriteit persoonsgegevens", "toezichthouder", "geschillencommissie", "urząd ochrony danych osobowych", "prezes urzędu", "organ nadzorczy", "rzecznik", "úřad pro ochranu osobních údajů", "česká obchodní inspekce", "dozorový orgán", "dozorový úřad", "andmekaitse inspektsioon", "tarbijakaitse", "tarbijavaidluste komisjon", "järelevalve", "роскомнадзор", "роспотребнадзор", "контролирующие органы", "вышестоящая организация", "αρχή προστασίας δεδομένων", "συνήγορος του καταναλωτή", "datu valsts inspekcija", "békéltető testület", "hatóság",
        // Insurers
        "berufshaftpflichtversicherung", "haftpflichtversicherung", "versicherer", "insurance provider", "insurer", "assureur", "assurance professionnelle", "assurance décennale", "compagnia assicurativa", "aseguradora", "seguro de responsabilidad", "ansvarsförsäkring",
        // Pictures
        "bildnachweis", "bildnachweise", "bildquellen", "fotonachweis", "fotos:", "photo credits", "photography by", "photos by", "crédits photos", "crédit photo", "crédits photographiques", "crediti fotografici", "créditos fotográficos", "kuvat:", "valokuvat:", "foto:", "credits", "crédits",
        // Partners, dealers, links
        "partners", "our partners", "partner", "partner:", "unsere partner", "kooperationspartner", "partnerbetriebe", "partenaires", "nos partenaires", "partenaire", "yhteistyökumppanit", "yhteistyökumppanimme", "kumppanit", "kumppanimme", "yhteistyössä", "samarbetspartners", "samarbetspartner", "våra samarbetspartners", "samarbejdspartnere", "samarbeidspartnere", "i nostri partner", "partner commerciali", "nuestros socios", "socios", "empresas colaboradoras", "parceiros", "os nossos parceiros", "partnerzy", "nasi partnerzy", "partneři", "naši partneři", "partnerid", "koostööpartnerid", "meie partnerid", "партнёры", "партнеры", "наши партнеры", "наши партнёры", "συνεργαζόμενες", "συνεργαζόμενα", "取引先", "関連リンク", "リンク集", "提携先", "onze partners", "partneriai", "partneri", "sadarbības partneri",
        "jälleenmyyjät", "jälleenmyyjä", "återförsäljare", "forhandlere", "händler", "händlersuche", "dealers", "stockists", "retailers", "resellers", "where to buy", "revendeurs", "rivenditori", "distribuidores", "revendedores", "verkooppunten", "prodejci", "edasimüüjad", "sponsors", "sponsoren", "sponsorit", "suppliers", "our suppliers", "lieferanten", "unsere lieferanten", "fournisseurs", "nos fournisseurs", "toimittajat", "leverantörer", "proveedores", "fornitori", "dodavatelé", "dostawcy",
        "useful links", "links", "linkkejä", "hyödyllisiä linkkejä", "länkar", "liens", "liens utiles", "enlaces", "enlaces de interés", "link utili", "weblinks", "przydatne linki", "odkazy", "полезные ссылки", "referenzen", "referenssit", "referenser", "références", "references", "referencie", "client testimonials", "testimonials", "asiakkaat kertovat", "asiakkaidemme kokemuksia", "kundenstimmen", "témoignages", "avis clients", "opiniones", "dicono di noi", "recensioni", "kundomdömen", "отзывы", "κριτικές", "お客様の声", "opinie", "klantenervaringen", "depoimentos", "testemunhos", "vad våra kunder säger", "reference",
        "ausflugstipps", "ausflugsziele", "sehenswürdigkeiten", "in der umgebung", "umgebung", "things to do", "nearby", "local area", "local attractions", "attractions", "à proximité", "aux alentours", "dintorni", "nei dintorni", "cosa vedere", "qué ver", "alrededores", "nähtävyydet", "lähialueen nähtävyydet", "sevärdheter", "okolí", "w okolicy", "tipy na výlet", "nearby hotels", "where to stay", "emergency numbers", "emergency contacts", "notfallnummern", "ärztlicher bereitschaftsdienst", "giftnotruf",
    ]])
});

/// Bodies that are nobody's business: from their name on, a line is about them.
pub(crate) static AUTHORITIES: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "handwerkskammer", "ärztekammer", "landesärztekammer", "zahnärztekammer", "landeszahnärztekammer", "rechtsanwaltskammer", "steuerberaterkammer", "architektenkammer", "industrie- und handelskammer", "tierärztekammer", "landratsamt", "gesundheitsamt", "ordnungsamt", "gewerbeamt", "verbraucherschlichtungsstelle", "schlichtungsstelle", "bezirkshauptmannschaft", "wirtschaftskammer",
        "centro de arbitragem", "resolução de litígios", "resolução alternativa de litígios", "em caso de litígio", "entidade reguladora", "cnil", "médiateur de la consommation", "médiateur", "agencia española de protección de datos", "garante per la protezione",
        "tietosuojavaltuutetun toimisto", "tietosuojavaltuutettu", "kuluttajariitalautakunta", "kuluttajaneuvonta", "aluehallintovirasto", "integritetsskyddsmyndigheten", "allmänna reklamationsnämnden", "konsumentverket", "datatilsynet", "forbrugerklagenævnet", "nævnenes hus", "forbrukertilsynet", "autoriteit persoonsgegevens", "geschillencommissie", "urząd ochrony danych osobowych", "úřad pro ochranu osobních údajů", "česká obchodní inspekce", "andmekaitse inspektsioon", "tarbijavaidluste komisjon", "роспотребнадзор", "роскомнадзор", "αρχή προστασίας δεδομένων", "poison helpline", "pet poison helpline", "poison control", "animal poison control", "crisis line", "crisis lifeline", "giftnotruf", "giftnotrufzentrale", "ärztlicher bereitschaftsdienst", "zahnärztlicher notdienst", "tierärztlicher notdienst", "telefonseelsorge", "centre antipoison", "myrkytystietokeskus", "giftinformationscentralen", "antigifcentrum", "centro antiveleni", "gesundheitsamt", "notarkammer", "ombudsman voor het notariaat", "ombudsman", "defensor del cliente", "information commissioner's office", "legal ombudsman", "financial ombudsman", "trading standards", "békéltető testület",
    ]])
});

/// Words of an address or a title whose whole page is about others.
pub(crate) static PAGES: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "partners", "partner", "partenaires", "kumppanit", "yhteistyokumppanit", "yhteistyökumppanit", "samarbetspartners", "partnerzy", "partneri", "parceiros", "socios", "colaboradores-empresas", "links", "linkit", "linkkeja", "lankar", "liens", "enlaces", "linki", "odkazy", "retailers", "stockists", "dealers", "resellers", "jalleenmyyjat", "aterforsaljare", "haendler", "revendeurs", "rivenditori", "distribuidores", "suppliers", "fournisseurs", "references", "referenssit", "referenzen", "referenser", "testimonials", "koostoopartnerid", "partnerid", "sponsors", "where-to-buy", "partnery",
    ]])
});
