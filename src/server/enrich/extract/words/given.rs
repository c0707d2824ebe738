//! Given names: a word that is one says that what follows is a family name. Places, months and virtues that people are
//! called too are left out.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Whether a word is a given name; of a double one («Anna-Maija») the first part decides.
pub(crate) fn is_given(word: &str) -> bool {
    let low = word.to_lowercase();
    let first = low.split('-').next().unwrap_or(&low);
    NAMES.contains(first)
}

/// A name is asked for with nearly every word that has a capital.
static NAMES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| LIST.split_whitespace().collect());

/// In the order of their bytes, so that what is added twice is seen.
static LIST: &str = "
    aada aarne aarni aaro aarón aatu abdul abel abílio ada adam adela adelaide adele adelino adrian adriana adrián
    afonso agata agnes agneta agnieszka agostino agustín ahmed aigars aija aila aimo ainhoa aino aira airi aisha aistė
    aitana aitor aivars aivo aki akseli alan alar alba albert albertina alberto albin alcides aldina aldo alec
    alejandra alejandro aleksandar aleksander aleksandr aleksandra aleksi alena alessandra alessandro alessia alex
    alexander alexandra alexandre alexandru alexis aleš alfie alfio alfonsa alfonso alfred algirdas algot ali alice
    alicia alina aline alison alistair allan alma almudena alojz alva alvaro alyssa amaia amalia amanda amaya amedeo
    amelia amelie amit amparo amy amândio amélie américo ana anabela anand anaëlle anaïs anders andre andrea andreas
    andreea andrei andreina andrej andres andrew andri andris andrius andrus andrzej andrás andré andrés andy aneta
    angel angela angeles angelica angelika angelina angelo angus ania anikó anil anita anja anjali anke ankit ann anna
    annamari anne annegret anneke anneli annelie annemarie annemiek annerose annette anni annica annie annika annikki
    annina annukka anouk ansa anselmo ansis anssi anthony antoine anton antonella antoni antonia antonino antonio
    antonín ants antti antónia antónio anu aníbal aoife araceli arantxa arash archie arek argo ariadna arianna arie
    arja arjun armando armelle armin arminda arnau arnaud arne arno arnstein aroha artem arthur arto artur arturo
    artūrs arun arvi arvid arvo arvīds arūnas asa asbjørn ashley ashok aslak asta astrid asunción atle atte attila
    audrius audun august augusto auli aune aurelija aurelio auri aurélie aurélien austėja avo axel aylin ayşe aïsha
    baiba balázs baptiste barbara barbora bart bartolomé bartosz bas bastian beata beate beatrice beatrix beatriz
    becky begoña belén ben benedetta benedita bengt benito benjamin benoît bent bente berit bernard bernardino
    bernardo bernd bernhard bert bertil beth bethan bettina betty beverly bianca biel birger birgit birgitta birthe
    birutė bjarke bjarne bjarte björn bjørg bjørn bjørnar blake blanca blanka blaž bo bob bodil bogdan bogumiła
    bogusław bohumil bohuslav bolesław bonnie boris borja boštjan bożena božena brad bradley bram brandon branislav
    branko brenda brent brett brian bridget brigitte britt britta brittany brody bronisław bronwyn bruce bruna
    brunhilde bruno bryan bryce burak burghard burkhard bárbara béla caetano callum calvin cameron camila camilla
    camille candace carina carita carl carla carlo carlos carlota carlotta carmela carmen carola carole carolin
    carolina caroline carolyn carrie carsten carys casey casimiro cassandra catalina catarina caterina catherine
    cathrine cathy catriona cecilia cees celestino celia celina celine cesar cesare cezary chad chantal charles
    charlie charlotte chase chelsea cheryl chiara chloe chloé chris christa christel christelle christer christian
    christiane christina christine christoph christophe christopher ciara ciaran cilla cillian cindy cinzia claes
    claire clara clarisse claude claudia claudio claus clay clint cláudia cláudio clémence clément cody colby colette
    colin colm concepción concetta conchita connie conny conor constance corentin corey corinna corinne cornelia
    corrado corsin cory cosimo courtney covadonga craig cristian cristiana cristiano cristina cristóbal csaba curdin
    curtis custódio cynthia cyprien cyril cyrille czesław czesława cátia cândida cécile cédric cédrik célia céline
    césar daan dace dafydd dag dagfinn dagmar dagny daiga daina dainis dainius daisy dale dalia dalibor damian damiano
    damien damir damián dan dana daniel daniela daniele danielle danièle danuta daphne darcy daria darius dariusz
    darko darnell darren dave david davide davor davy dawid dawn dean deanna debbie debora deborah debra declan deepa
    deepak deirdre dejan delphine denis denise deniz dennis deolinda derek dermot derrick deshawn desirée detlef devin
    dexter diana diane didier diederik diego dieter dietmar dietrich dimitri dimitrios dina dinesh dinis diogo dirk
    dita dmitri dmitry dobromiła dolores domenica domenico dominic dominick dominik dominika dominique donal donald
    donatas donatella donato donna dora doreen doris dorit dorota dorothea dorothy dorothée dorte dorthe doug douglas
    dovilė dragan drew duarte duncan dustin dušan dwayne dwight dylan dzintars dániel dávid débora earl ebba ebbe
    eberhard eckhard ed edda eddy edeltraud edgar edgars edit edita edith edmund edoardo eduard eduarda eduardo edurne
    edward edwin edyta eelis eemeli eerik eero eetu eeva eevi egidio egil egils eglė egon eha eija eila eileen eilif
    eimantas eimear einar eino eira eirik eirin eivind ejnar ekaterina ekkehard elaine eldar eleanor elena eleni
    eleonora eleri elfriede eli eliana elias elif elin elina eline elisa elisabet elisabeth elise elisenda elizabeth
    eliška eljas elke ella ellen ellie elling ellinor elliot elliott elmar elmeri elna elodie eloísa elsa else
    elsebeth elsie elvi elvira elías elīna elżbieta emanuel emanuele emelie emil emile emilia emiliano emilie emilio
    emily emine emma emmanuel emmanuelle emmi emre encarna encarnación endel endre eneko enn enni enno enrico enrique
    enza enzo eoghan eoin epp eric erica erich erik erika erin erja erki erkki erko erlend erling ermanno ermelinda
    erna ernest ernestas ernesto ernst ernő erwin esa esben eskil espen essi esteban estelle ester esther estrella
    estêvão ethan etienne ettore eugen eugenia eugenio eugeniusz eulalia eunice eusebio eva evaldas evan evaristo
    eveli evelien eveliina evelina eveline evelyn evert evi evija ewa ewan ewelina fabian fabien fabienne fabio fabián
    fabrice fabrizia fabrizio fanny fatemeh fatih fatima fatma faustino fausto federica federico felicia feliciano
    felicja felipe felix femke ferdinando ferenc fergal fergus fermín fernanda fernando fernán fernão ffion fidel
    filip filipa filipe filippa filippo filomena finn fiona fionn fiorella fiorenza firmino flavia flavio flemming
    fleur flora florent florentin florian flurina folke fran franca frances francesca francesco francine francis
    francisca francisco franck franco frank františek franz franziska françois françoise fraser fred freddie freddy
    frede fredrik freek freja freya frida friederike friedrich fritz frode frédéric frédérique fuensanta fulvio fábio
    fátima félix gabe gabi gabija gabriel gabriela gabriele gabriella gabrielle gaetano gail galina ganesh gareth gary
    gaspar gatis gavin gaël gaëtan gediminas geert geir gema gemma gene geneviève genoveva genowefa geoff geoffrey
    georg george georges georgie georgina geraint gerald gerard gerardo gerben gerd gerda gergely gergő gerhard gerli
    germano germán gerrit gerry gert gethin gheorghe ghislain ghislaine giacomo giampaolo gian giancarlo gianfranco
    gianluca gianmarco gianna gianni gianpiero giedrė gijs gilbert gilberto gilles gillian gina gino gintaras gintarė
    gints ginés giorgia giorgio giovanna giovanni gisela gisle gitta gitte giulia giuliano giulio giuseppe giuseppina
    gjermund glen glenn gloria gonzalo gonçalo goran gordon gorka gorm gosia grace graciela graham grainne grant
    graziano graziella grażyna gražina greet greg gregor gregorio greta gretchen grete grethe gro grzegorz gráinne
    grégoire grégory guadalupe gudrun gudula guglielmo guido guilherme guillaume guillermo gun gunilla gunn gunnar
    gunnhild gunta guntars guntis guro gustaf gustav gustavo gustaw guy guðrún gwen gwenaëlle gwendolyn gyula györgy
    gábor gérard göran görel gøril gülay günter günther haakon habib hailey hajnalka hakan halina halldór halszka
    halvard halvor hamish hana hank hanna hannah hanne hannele hannelore hannes hannu hans hanspeter harald hardi harm
    harold harri harriet harry hartmut haruto harvey hasan hassan heather hector hedda hedvig hege heidemarie heidi
    heidrun heike heiki heikki heiko heine heini heino heinrich heinz heitor helder helen helena helene helga helge
    helgi heli helina helinä helje heljä helle helmar helmi helmut hely hendrik henk henna henni henning henri
    henriette henrik henrika henrikas henrique henry henryk henryka herbert herborg herculano herki hermann hermine
    herminia hervé hilario hilary hilda hilde hilja hilkka hilla hillar hille hiltrud hinrich hipólito hiroshi hjalmar
    holden holger holly horst horácio howard hrvoje hubert hugh hugo humberto hunter hussein huub huw hynek håkan
    håkon håvard héctor hélder hélène hüseyin iain ian ibrahim ida idalina ieuan ieva ignacio ignazio igor iida iiris
    iiro iisakki ike iker ilari ilaria ilda ildikó ilga ilkka ilmar ilmari ilmārs ilona ilpo ilse ilze imants imbi
    immacolata impi imre ina inara indrek indrė ines inesa inese ineta inga inge ingeborg ingela ingelise ingemar
    inger ingibjörg ingmar ingo ingolf ingrid inguna ingunn ingvar ingūna inka inkeri inmaculada inna inta inácio inés
    inês ioana ioanna ionuț iraklis irena irene irina iris irja irma irmantas irmeli irmgard irmina irmtraud irving
    iryna irēna isaac isabel isabella isabelle isak isaura isidro isla ismael ismo isolde istván italo itziar ivan
    ivana ivano ivar ivars iveta ivi ivica ivo ivone iván iwo iwona izabela iñaki iñigo jaak jaakko jaan jaana jaanus
    jaap jacek jacinta jacinto jack jackie jacky jaclyn jacob jacobo jacqueline jacques jacqui jadwiga jagna jagoda
    jaime jake jakob jakub jamal james jamie jan jana janar jane janek janelle janet janette janez jani janica janice
    janika janina janine janis janita janka janna janne janni janus janusz jared jarek jari jarkko jarl jarmila jarmo
    jarno jaromir jaromír jaroslav jaroslava jarosław jasmin jasmine jason jasper jaume javier jay jean jeanette
    jeanine jeanne jeannette jeff jeffrey jelena jelle jemima jemma jenna jenni jennifer jenny jens jere jeremiah
    jeremie jeremy jeroen jerome jerry jerzy jerónimo jesper jess jesse jessica jesús jette jevgeni jeļena jill jim
    jimmy jin jindra jindřich jitka jiří jo joachim joakim joan joana joann joanna joanne joaquina joaquín jocelyn
    jochen jodi jodie jody joe joel joelle joey jofrid johan johana johann johanna johanne johannes john johnathan
    johnny joke jokin jolanta jon jonas jonatan jonathan joni jonna jooa joona joonas joosep joost jordan jordi
    jordina jorge joris jorma jorunn josef josefa josefin josefina josep joseph josh joshua josiane josie josip jost
    jostein josu josé josée joséphine jouko jouni jovan jovita joyce jozef joão joël jože juan juana juanjo jude judit
    judith judy juha juhan juhani juho jukka julia julian juliana juliane julianna julianne julie julien juliette
    julio julita julius julián juraj jurgis jurgita juri juris jurģis jussi justin justina justinas justine justyna
    jutta jyrki jytte ján jános jérémie jérémy jérôme jón józef józsef jörg jörgen jørgen júlia júlio jürg jürgen jüri
    jānis jūratė kaapo kaarel kacper kadi kadri kai kaie kaija kaire kairi kaisa kaitlyn kaj kaja kajetan kajsa kalev
    kalju kalle kamil kamila kamilla kara karel karen kari karim karin karina karine karita karl karla karmen karola
    karoliina karolina karoline karolis karri karsten kasia kaspars kasper kastehelmi katalin katariina katarina
    katarzyna katarína kate katelyn kateřina katharina katherine kathi kathleen kathrin kathryn kathy kati katia katie
    katja katre katri katriina katrin katrine kauko kaupo kavita kay kayla kaylee kazimierz kazys kees keijo keisha
    keit keith keld kelli kelly kelsey ken kendall kendra kenji kenneth kent kenta kerli kerri kerry kersti kerstin
    kert kerttu kerttuli kertu kevin khalid kia kiira kilian killian kim kimberly kimi kimmo kinga kirk kirsi
    kirsi-marja kirsten kirsti kirstie kirstin kirsty kjartan kjell kjersti kjetil klaara klaas klara klas klaudia
    klaus klavs klára knud knut koen koit kolbjørn koldo konrad konsta konstantin korbinian kornel kornelija kosti
    kresten krešimir krista kristel kristen krister kristi kristian kristie kristiina kristin kristina kristine
    kristjan kristo kristof kristoffer kristín kristýna kristīne krisztina krisztián krystian krystyna krzysztof kumar
    kurt kurtis kusti květa kyle kyllikki kyösti kätlin kåre kévin külli küllike kārlis kęstutis lachlan ladislav
    lahja laia laila laima lajos lana lance landon lara larissa larry lars lasse laszlo latoya laura laure laurel
    lauren laurence laurent lauri lauriane laurie laurinda lauris laurynas laust layla laëtitia lea leah leandro leann
    leanne lee leea leelo leena leevi leho leida leidulf leif leigh leila leire lembit lena lene leni lenka lennart
    lenny leo leokadia leon leonard leonardo leonel leonhard leonie leonor leopoldina leopoldo leroy leslie lester
    leszek leticia letizia levente lewis lia liam libor lidia lieke liene liesbeth lieselotte lieve lii liia liina
    liis liisa liisi liivi liivika lili lilian liliana liliane lilija lilja lilli lillian lily lina linas linda
    lindsay lindsey line ling linn linnea linnéa linus lionel lis lisa lisbet lisbeth lise liselotte lisete lissi liv
    livia livio liz ljiljana llinos lloyd lluís loes logan loic lois lolita loredana lorena lorenza lorenzo loretta
    lori lorna lorraine lotta lotte lou louis louisa louise lourdes lourenço lowri loïc luana lubomír lubor luboš luc
    luca lucas lucia luciana luciano lucie lucien lucile lucilla lucille lucinda lucjan lucy lucyna lucía ludger
    ludivine ludmila ludovic ludovica ludvík ludwik luigi luis luisa luka lukas luke lukáš luther lutz luuk luule luz
    luzia luís luísa lydia lydie lyle lynn lászló léa léo lídia lígia lúcia lāsma līga maaike maarika maarit maarten
    macarena maciej maciek mackenzie maddalena madeleine madis mads maeve magali magda magdalena maggie magne magnhild
    magnus magnús mahesh mahmoud mai maia maie maija maiju maik mailis maire mairis mait maite maive maj maja majbritt
    majken majlis maksymilian malcolm malena malene malgorzata malik malin malla mallory malte manfred manja manoj
    manolis manolo manon mantas manu manuel manuela mara marc marcel marcela marcelino marcella marcello marcelo
    marcia marcial marcin marco marcos marcus marcy mare mareike marek mareks maren maret margaret margareta margarete
    margarida margarita margaux marge margherita margie margit margo margot margrethe margriet margrit margrét margus
    mari mari-liis maria marian mariana mariangela marianna marianne mariano maribel marie marieke mariela mariella
    mariette marija marika marilena marilyn marin marina marinella mario marion mariona maris marisa marisol marit
    marita marius mariusz marián marja marjaana marjatta marjeta marjo marjolein marju marjut mark marketta markku
    marko markus markéta marla marleen marlena marlene marlies marloes marlon marlène marnix marsha marta marten
    martha marthe marti martien martim martin martina martine martinus martta martti marty martynas marvin mary
    marylène marzanna marzena maría marília mascha mason massimiliano massimo matej mateja mateo mateusz mathias
    mathieu mathilde matias matilde mats matt matteo matthew matthias matthieu matti mattia mattias matías matěj maud
    maura maureen maurice mauricio maurizio mauro max maxence maxim maxime maximilian maximiliano maxine maya maëlle
    małgorzata małgosia mechthild meelis meena megan mehmet mei meike meinhard mel melania melanie melchior melchor
    melina melinda melissa melvin mercedes mercè meredith merete meri merike merit meritxell merja merle mervi meta
    mette mhairi mia micah michael michaela michal michał michel michela michelangelo michele michelle michèle mick
    mickael mickaël mieczysław miguel mihai mihhail mihkel miia miika miikka mika mikael mikaela mike mikel mikhail
    mikk mikkel mikko miklós mikołaj milada milena milica milja millie miloslav miloš miluše mimmi mimosa mindaugas
    mindy ming minja minna minttu mira mirco mireia mireille mirella miriam mirja mirjam mirjana mirka mirkka mirkku
    mirko miro miroslav miroslava mirosław mirosława mirva misha miska mitch mitchell mitja mladen modris mogens
    mohamed mohammad mohammed moira moisés molly mona monia monica moniek monika monique monte montse moonika morag
    morena morgane moritz morris morten muhammad mukesh murat muriel mustafa myra myriam márcia márcio mária mário
    márk márta máté märt mélanie mélissa mónica mónika māra mārtiņš nadia nadine nadja naděžda nancy naomi narve
    natalia natalie natalja natasha nataša nate nathalie nathan natália nauris nazzareno nea ned neea neeme neha neil
    nele nella nelli nelson nenad nerea nerijus neus niamh nicholas nick nicklas nickolas nico nicola nicolas nicole
    nicolò niels nienke nigel niilo niina niina-maria nijolė nik nikhil nikita niklas niko nikodem nikola nikolai
    nikolaos nikolaus nikolett nils nina nino noa noah noel noelia noemi nolan noor noora nora norbert norma norman
    normunds noémie nuno nuria nuutti nándor nélson núria octavio octávio océane oddbjørn oddgeir oddny oddvar oded
    odete oisín oiva oksana ola olaf olaug olav oldřich ole oleg olegario olena olev olga olgierd olinda oline oliver
    olivia olivier oliwia olle olli ollie olof omar omari ondrej ondřej onerva onni onofrio oona ophélie orazio oriol
    orla ornella orsolya orvokki oscar oskar oskari oskars osman osmo ossi osvaldo oswald otakar otso ottavio otto
    ottó otília outi ove owen oļegs pablo paco padraig paige palle paloma pam pamela panu paola paolo paride parker
    pascal pascale pasi pasquale pat patricia patricio patrick patrik patrizia patrycja patryk patrícia patsy patti
    paul paula paulette pauli pauliina paulina pauline paulius paulo pavel pavla pavlína pavol paweł peder pedro peep
    peer peeter peggy pekka pelle pentti pepe peppi per perla pernilla pernille perry pertti perttu petar pete peter
    petr petra petras petri petros petter petteri peyton phil philip philipp philippa philippe phoebe phyllis pia pien
    pier pierangelo piergiorgio pierluigi piero pierre pierrick piet pieter pietro pihla piia pilar pille pilvi pim
    pinja piotr pip piret pirita piritta pirjo pirkko piroska polly pooja poppy poul povilas pradeep preben preston
    priidu priit primitivo primož priscila priscilla priya przemysław purificación pyry pádraig pál päivi päivikki
    päivö pälvi pär pål péter pēteris quentin quinn quintino quirin raakel rachel radek radim radka radomír radoslav
    radosław radovan rafa rafael rafaela rafał raffaele raffaella ragna ragnar ragnhild rahul raido raigo raija raili
    raimo raimondas raimondo raimonds raimund rain raine rainer raisa raita raivis raivo raj rajesh rakesh ralf ralph
    raluca ramesh rami ramon ramona ramunė ramón ramūnas randall randi randy rania ranno raphael raphaël raquel rasa
    rasmus rastislav raul rauno ravi ray raymond rayner raúl rebeca rebecca rebecka reece reelika reet reeta reetta
    regan regina reidar reidun reigo reija reijo reima reimo rein reinhard reinis reino remco remigijus renata renatas
    renate renato rene renee renzo renáta rené renée reto rex reyes reza rhiannon rhodri rhonda rhys ria ricardina
    ricardo riccardo richard rick rickard rico rihards riho riikka riina riitta rik rikke riku riley rimantas risto
    rita ritva rivo ričardas roar rob robban robert roberta robertas roberto robin robyn rocco rocío rod rodger rodney
    rodolfo rodrigo roger rogério rohan rohit roisin rokas roksana roland rolf romain roman romana romas romet romina
    romuald román ron ronald roni ronja ronnie ronny roope rory rosa rosalba rosalia rosalie rosalina rosalind rosalía
    rosanna rosaria rosario rose rosella rosemarie rosendo roser rosie ross rossana rossella roswitha rosália rowan
    roxanne roy roz ruairi ruari ruben ruby rubén rudi rudolf rudy ruedi ruggero rui rune rupert ruslan russell ruth
    ruud ruut ryan ryszard régis réka rémi róbert róisín rómulo rüdiger rūdolfs rūta růžena saana saara sabina sabine
    sabrina sadie saija saila saimi sakari saku sakura salla sally salme salvador salvatore sam samantha sameer sami
    samir samira sampo samu samuel samuele samuli sandeep sander sandis sandra sandrine sandro sandy sanita sanja
    sanjay sanna sanne sanni santeri santiago santtu saoirse sara sarah sari sarmīte sasha saskia saul sauli saulius
    saverio savino sawyer saúl scott seamus sean sebastian sebastián seela seija selim selina selja selma senja seppo
    serafino seraina serena serge sergei sergey sergi sergio serkan seth severi severin severina severine seweryn
    shane shannon sharon shaun shauna shawn sheila shelby sheldon shelley sheri sherman sherri sherry shirley sian
    sidney sidsel siegfried sieglinde sietske sigita sigitas sigmar sigmund signe sigrid sigrun sigríður sigurd
    sigurður sigve siim siiri silja silje silke silvana silvano silver silvestre silvestro silvi silvia silvija silvio
    silvério simo simon simona simone simonetta simão sinead sini sinikka sintija sinéad siobhan siobhán sipho siri
    sirje sirkka sirkku sirle sirpa siru sissel siv sivert sixten sjoerd skirmantė skjalg skyler slobodan snežana
    snieguolė snorre sofia sofie sofía soile soili soini sointu solfrid solrun solveig solvita solvår solène sondre
    sonia sonja sonngard sonya sophia sophie soňa spencer stacey stacie stacy staffan stanislav stanislava stanisław
    stanley stasys stefan stefania stefanie stefano steffen stefán stein stella sten stephan stephane stephanie
    stephany stephen sterling steve steven stewart stian stig stijn stina stine stjepan struan stuart sture sturla
    stéphane stéphanie sue suheil sulev sunil sunita sunniva suoma suresh susan susana susann susanna susanne susete
    susie suvi suzanne svanhild svante svea svein sven svend svenja sverre svetlana sylvain sylvester sylvi sylvia
    sylvie sylvère sylwester sylwia synne synnøve szabolcs szilvia szymon sándor séamus sébastien sérgio séverine
    sílvia sónia sören søren søs sławomir taavi tabitha tadas tadeusz tadhg tage taimi taina tairi taisto tama tamara
    tambet tammy tamsin tamzin tamás tancred tanel taneli tanguy tania tanja tanner tanya tapani tapio tara tarald
    taras tariq tarja tarmo taru tarvo tasha tassilo tatiana tatjana tatu tauno taylor tea tecla ted teele teemu teija
    telma telmo teodor teodora teodoro teppo terence teresa terese tereza terhi teri terje tero terri terry tess tessa
    teun teuvo teófilo thandiwe tharald thea thelma theo theodor theresa therese thiago thibault thibaut thierry thies
    thijs thilo thomas thorben thorkild thorsten thérèse tia tiago tiberio tibor tiffany tiia tiina tiit tiitus tiiu
    tillmann tilly tim timo timothy timur tina tindra tine tineke tino titta titus tiziana tiziano tjerk tobias toby
    todd toini toivo tom tomas tomasa tomasz tomaž tomi tomislav tommaso tommi tommy tomos tomás tomáš tomé toni
    tonino tony tonya toomas topi topias tora torben tord tordis tore torfinn torgeir torgunn torhild tori torill
    torleif tormod torsten torunn tove tracey tracy traudl traute travis trent trevor tricia triin triinu trina trine
    tripp trisha tristan troels trond troy trude trudy truls truus trygve tuija tuire tullio tuomas tuomo turid tuukka
    tuula tuuli tuulia tuure tuva txema tyler tymoteusz tyra tyrell tyrone tyson tytti tyyne tânia tímea tõnis tõnu
    tünde ueli uffe ugo uku uldis ulf ulla ulrica ulrich ulrik ulrika ulrike ulvi uma umbelina umberto unai unni uno
    unto urban urmas urpo urs ursina ursula urszula urve usko ute uwe vadim vagn vahur vaida vaidas val valdas
    valdemar valdemaras valdis valdo valentim valentin valentina valentín valeria valerie vallo valter valto valtteri
    valérie vance vanda vanesa vanessa vanni varpu vasco vasilis vebjørn veera veeti vegar vegard veijo veikko veiko
    velga veli vendula venla vera verena verity verner vernon veronica veronika vertti verónica vesa vesna vibeke
    vicent vicente vicki vicky victor vidar vieno viesturs viggo viire viive viivi vijay viktor viktoria viktorija
    viktória vilho vilja viljami viljar viljo villads ville villu villy vilma vilmos vilnis vilppu vince vincent
    vincenzo vinod vinzenz viola violeta virge virgil virgilio virginie virginija virpi virva virve vito vittorio
    vivian viviana viviane vladimir vladimír vlasta vlastimil vojtěch volker volodymyr vratislav vreni vygantas
    vytautas václav vânia väinö véronique víctor vít vítor věra wacław waldemar walenty walt walter waltraud waltraut
    wanda warren wayne wei wenceslao wendelin wendell wendy werner weronika wes wesley whitney wibke wiebke wieslaw
    wiesław wiesława wiktor wiktoria wilfried wilhelm wilko willeke willem william willy wilma wim winfried winnie
    winston wioletta wiremu witold wojciech wojtek wolf wolfgang wouter władysław władysława włodzimierz xabier xaver
    xavi xavier yago yaiza yann yannick yannis yasmin yasmine yelda yelena ylva yngvar yngve yohann yolanda youssef
    yrjö yuki yuri yusuf yves yvette yvonne yésica zac zacarías zach zachary zack zainab zaira zane zara zbigniew
    zbyněk zbyszek zdena zdenek zdeněk zdeňka zenon zeynep zigmārs zlatko zoe zofia zoltán zoran zoé zoë zsolt
    zsuzsanna zsófia zulmira zuzana zuzanna zygfryd zygmunt zélia ákos álvaro ángel ángeles älvin åke årni åsa åse
    åshild åslaug åsmund édipo élise élodie émile émilie éric étienne éva ólafur óscar õie ömer örjan östen özlem
    ørjan øystein øyvind ülle ülo þórunn āris ľubica ľuboš ľudovít łucja łukasz šarūnas šimon štefan štěpán šárka
    żaneta žaneta željko žilvinas živilė ștefan άννα αθανάσιος αικατερίνη αλέξανδρος αναστάσιος αναστασία ανδρέας
    αντώνης βασίλης βασιλική γεωργία γεώργιος γιάννης γιώργος δέσποινα δημήτρης δημήτριος ειρήνη ελένη ελευθερία
    ευάγγελος ευαγγελία ηλίας θεόδωρος ιωάννα ιωάννης κατερίνα κωνσταντίνα κωνσταντίνος κώστας μανώλης μαρία μιχάλης
    νίκος νικόλαος πέτρος παναγιώτης παρασκευή σοφία σπύρος στέλιος χρήστος χριστίνα александр алексей анастасия
    андрей анна антон артём борис вадим валентина валерий василий вера виктор виктория виталий владимир вячеслав
    галина георгий дарья денис дмитрий евгений евгения екатерина елена иван игорь илья инна ирина кирилл константин
    ксения лариса лидия людмила максим маргарита марина мария михаил надежда наталия наталья никита николай нина
    оксана олег ольга павел полина пётр роман светлана сергей софья станислав степан тамара татьяна фёдор юлия юрий
    яна ярослав
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_in_order() {
        let names: Vec<&str> = LIST.split_whitespace().collect();
        assert!(names.windows(2).all(|two| two[0] < two[1]));
        assert!(is_given("Anna-Maija") && is_given("Jürgen") && !is_given("Helsinki"));
    }
}
