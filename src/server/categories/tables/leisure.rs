//! Accommodation; leisure and sport; culture and education; automotive; places.

use super::{Row, row};

/// Where people stay.
pub const ACCOMMODATION: &[Row] = &[
    row(
        "hotel",
        "Hotel",
        "tourism=hotel",
        "hotel inn resort beach_resort lodge accommodation ryokan ski_resort health_resort",
        "inn, resort, hotelli, hotell, värdshus, Gasthof, hôtel, auberge, hostería, parador",
    ),
    row(
        "hostel",
        "Hostel",
        "tourism=hostel",
        "hostel",
        "youth hostel, backpackers, hostelli, retkeilymaja, vandrarhem, Jugendherberge, auberge de jeunesse, albergue",
    ),
    row(
        "guest_house",
        "Guest house, motel and B&B",
        "tourism=guest_house tourism=bed_and_breakfast tourism=motel",
        "guest_house bed_and_breakfast agriturismo country_house motel rest_stop",
        "bed and breakfast, pension, majatalo, aamiaismajoitus, pensionat, gästhus, Pension, Gästehaus, chambre d'hôtes, casa de huéspedes, pensión, casa rural, Motel, motor inn, motelli, motell, motel",
    ),
    row(
        "apartment",
        "Holiday apartment",
        "tourism=apartment tourism=chalet",
        "holiday_rental_home service_apartments cabin cottage self_catering_accommodation houseboat condominium",
        "serviced apartment, cottage, chalet, huoneistohotelli, loma-asunto, mökki, lägenhetshotell, semesterlägenhet, stuga, Ferienwohnung, Ferienhaus, appartement de vacances, gîte, apartamento turístico, casa de vacaciones",
    ),
    row(
        "camp_site",
        "Camp site",
        "tourism=camp_site tourism=caravan_site",
        "campground rv_park holiday_park",
        "campground, caravan park, leirintäalue, karavaanari, campingplats, husvagn, Campingplatz, Wohnmobilstellplatz, camping, aire de camping-car, área de autocaravanas",
    ),
];

/// Leisure and sport.
pub const LEISURE: &[Row] = &[
    row(
        "fitness_centre",
        "Gym",
        "leisure=fitness_centre",
        "gym fitness_trainer boot_camp boxing_gym sports_and_fitness_instruction health_and_wellness_club ems_training",
        "fitness, kuntosali, kuntokeskus, gym, träningscenter, Fitnessstudio, salle de sport, gimnasio",
    ),
    row(
        "yoga",
        "Yoga, dance and martial arts",
        "leisure=dance amenity=dancing_school amenity=dojo",
        "yoga_studio pilates_studio dance_school martial_arts_club barre_classes meditation_center karate_club boxing_class tai_chi_studio",
        "pilates, dance school, judo, jooga, tanssikoulu, kamppailulajit, dansskola, kampsport, Yogastudio, Tanzschule, Kampfsport, école de danse, arts martiaux, escuela de baile, artes marciales",
    ),
    row(
        "sports_centre",
        "Sports centre and club",
        "leisure=sports_centre leisure=sports_hall leisure=stadium leisure=pitch leisure=ice_rink leisure=track leisure=golf_course leisure=miniature_golf club=sport leisure=club",
        "sports_and_recreation_venue stadium_arena tennis_court skating_rink ice_skating_rink rock_climbing_gym soccer_field badminton_court squash_court basketball_court gymnastics_center *_stadium active_life golf_course miniature_golf_course driving_range disc_golf_course indoor_golf_center sports_club_and_league *_club golf_club sailing_club football_club rowing_club amateur_sports_team professional_sports_team",
        "arena, stadium, tennis, climbing, urheilukeskus, urheiluhalli, stadion, liikuntahalli, jäähalli, idrottshall, idrottsplats, ishall, Sportzentrum, Sporthalle, Stadion, centre sportif, stade, gymnase, polideportivo, estadio, pabellón, Golf and mini golf, mini golf, golfkenttä, minigolf, golfbana, Golfplatz, Minigolf, parcours de golf, campo de golf, Sports club, team, association, urheiluseura, idrottsförening, klubb, Sportverein, club sportif, club deportivo",
    ),
    row(
        "swimming_pool",
        "Swimming pool",
        "leisure=swimming_pool leisure=water_park leisure=swimming_area",
        "swimming_pool water_park",
        "water park, uimahalli, uimala, vesipuisto, simhall, badhus, Schwimmbad, Hallenbad, piscine, parc aquatique, piscina, parque acuático",
    ),
    row(
        "bowling_alley",
        "Games and amusements",
        "leisure=bowling_alley leisure=amusement_arcade leisure=escape_game leisure=adult_gaming_centre leisure=trampoline_park leisure=indoor_play",
        "bowling_alley arcade escape_rooms laser_tag pool_billiards pool_hall indoor_playcenter trampoline_park virtual_reality_center go_kart_track paintball axe_throwing eatertainment kids_recreation_and_party",
        "bowling, arcade, escape room, billiards, keilahalli, pelihalli, pakohuone, biljardi, sisäleikkipuisto, bowlinghall, spelhall, lekland, Bowlingbahn, Kegelbahn, Spielhalle, Billard, salle de jeux, bolera, sala de juegos, billar",
    ),
    row(
        "casino",
        "Casino and betting",
        "amenity=casino amenity=gambling shop=bookmaker",
        "casino betting_center bookmakers bingo_hall",
        "betting, gambling, kasino, rahapelit, vedonlyönti, spel, vadslagning, Kasino, Wettbüro, Spielbank, paris sportifs, casino de jeux, apuestas, casino",
    ),
    row(
        "theme_park",
        "Amusement park and zoo",
        "tourism=theme_park tourism=zoo tourism=aquarium",
        "amusement_park zoo aquarium petting_zoo circus attraction_farm",
        "zoo, aquarium, huvipuisto, eläintarha, akvaario, nöjespark, djurpark, Freizeitpark, Zoo, Tierpark, parc d'attractions, parque de atracciones, acuario",
    ),
    row(
        "park",
        "Park and playground",
        "leisure=park leisure=garden leisure=playground leisure=nature_reserve leisure=dog_park leisure=bandstand amenity=bandstand leisure=outdoor_seating leisure=picnic_table",
        "park playground botanical_garden dog_park national_park nature_reserve memorial_park",
        "garden, playground, puisto, puutarha, leikkipuisto, park, trädgård, lekplats, Spielplatz, Garten, parc, jardin, aire de jeux, parque, jardín, parque infantil",
    ),
    row(
        "marina",
        "Marina and boats",
        "leisure=marina leisure=slipway shop=boat craft=boatbuilder",
        "marina boat_dealer boat_service_and_repair boat_parts_and_accessories boat_charter boat_builder boating_places",
        "boats, harbour, venesatama, veneet, telakka, gästhamn, båtar, Jachthafen, Boote, port de plaisance, bateaux, puerto deportivo, barcos",
    ),
];

/// Culture and education.
pub const CULTURE: &[Row] = &[
    row(
        "museum",
        "Museum",
        "tourism=museum",
        "museum *_museum observatory planetarium",
        "exhibition, museo, näyttely, museum, utställning, Ausstellung, musée, exposición",
    ),
    row(
        "gallery",
        "Art gallery",
        "tourism=gallery",
        "art_gallery",
        "exhibition space, galleria, taidegalleria, galleri, konstgalleri, Galerie, Kunstgalerie, galerie d'art, galería de arte",
    ),
    row(
        "theatre",
        "Theatre and concert hall",
        "amenity=theatre amenity=concert_hall amenity=music_venue",
        "theatre performing_arts opera_and_ballet music_venue theaters_and_performance_venues topic_concert_venue comedy_club cabaret auditorium theatrical_productions",
        "opera, ballet, concert hall, stage, teatteri, ooppera, konserttisali, teater, konserthus, Theater, Oper, Konzerthaus, théâtre, opéra, salle de concert, teatro, ópera, auditorio",
    ),
    row(
        "cinema",
        "Cinema",
        "amenity=cinema",
        "cinema drive_in_theater outdoor_movies",
        "movies, film theatre, elokuvateatteri, leffateatteri, kino, biograf, bio, Kino, cinéma, cine",
    ),
    row(
        "arts_centre",
        "Cultural and community centre",
        "amenity=arts_centre amenity=community_centre amenity=conference_centre amenity=exhibition_centre amenity=events_venue",
        "cultural_center community_center venue_and_event_space exhibition_and_trade_center event_planning party_and_event_planning wedding_planning arts_and_entertainment",
        "events venue, congress centre, community hall, kulttuurikeskus, juhlatila, kokouskeskus, monitoimitalo, kulturhus, festlokal, kongresscenter, Kulturzentrum, Veranstaltungsort, Kongresszentrum, centre culturel, salle des fêtes, palais des congrès, centro cultural, sala de eventos",
    ),
    row(
        "library",
        "Library",
        "amenity=library amenity=archive",
        "library",
        "archive, kirjasto, arkisto, bibliotek, arkiv, Bibliothek, Bücherei, Archiv, bibliothèque, médiathèque, biblioteca, archivo",
    ),
    row(
        "artwork",
        "Artwork and monument",
        "tourism=artwork amenity=artwork tourism=viewpoint historic=memorial historic=monument amenity=fountain",
        "sculpture_statue monument street_art fountain lookout",
        "sculpture, statue, memorial, fountain, taideteos, veistos, patsas, muistomerkki, konstverk, skulptur, staty, Kunstwerk, Skulptur, Denkmal, œuvre d'art, obra de arte, escultura, monumento",
    ),
    row(
        "attraction",
        "Tourist attraction and information",
        "tourism=attraction tourism=information",
        "landmark_and_historical_building visitor_center attractions_and_activities castle palace fort",
        "sight, tourist office, nähtävyys, matkailuneuvonta, sevärdhet, turistbyrå, Sehenswürdigkeit, Touristinformation, site touristique, office de tourisme, atracción turística, oficina de turismo",
    ),
    row(
        "place_of_worship",
        "Place of worship",
        "amenity=place_of_worship amenity=monastery",
        "church_cathedral *_church mosque synagogue temple *_temple shinto_shrines convents_and_monasteries religious_destination mission",
        "church, mosque, synagogue, temple, kirkko, moskeija, synagoga, seurakunta, kyrka, moské, församling, Kirche, Moschee, Synagoge, église, mosquée, iglesia, mezquita",
    ),
    row(
        "school",
        "School and kindergarten",
        "amenity=school amenity=kindergarten",
        "school elementary_school high_school middle_school private_school public_school religious_school charter_school waldorf_school education preschool montessori_school after_school_program",
        "primary school, secondary school, koulu, peruskoulu, lukio, skola, gymnasium, Schule, Gymnasium, école, lycée, collège, escuela, colegio, instituto, Kindergarten, nursery, preschool, päiväkoti, esikoulu, lastentarha, förskola, dagis, Kita, école maternelle, guardería, jardín de infancia",
    ),
    row(
        "university",
        "University and college",
        "amenity=university amenity=college office=educational_institution",
        "college_university *_schools vocational_and_technical_school campus_building student_union adult_education medical_school nursing_school",
        "college, polytechnic, yliopisto, ammattikorkeakoulu, opisto, universitet, högskola, Universität, Hochschule, université, école supérieure, universidad, facultad",
    ),
    row(
        "training",
        "Courses and driving school",
        "amenity=language_school amenity=music_school amenity=training amenity=prep_school office=tutoring amenity=driving_school",
        "language_school music_school tutoring_center private_tutor specialty_school cooking_school art_school drama_school test_preparation educational_services vocal_coach flight_school computer_coaching cooking_classes driving_school traffic_school",
        "courses, tutoring, language school, music school, kielikoulu, musiikkikoulu, kurssit, språkskola, musikskola, kurser, Sprachschule, Musikschule, Nachhilfe, école de langues, école de musique, cours, academia, escuela de idiomas, escuela de música, Driving school, driving lessons, autokoulu, ajokoulu, körskola, trafikskola, Fahrschule, auto-école, autoescuela",
    ),
];

/// Cars, and getting about.
pub const AUTOMOTIVE: &[Row] = &[
    row(
        "car",
        "Car dealer",
        "shop=car shop=truck shop=caravan shop=trailer",
        "car_dealer used_car_dealer automotive_dealer truck_dealer recreational_vehicle_dealer trailer_dealer commercial_vehicle_dealer automobile_leasing auto_company car_buyer automotive",
        "used cars, autokauppa, autoliike, käytetyt autot, bilhandlare, begagnade bilar, Autohaus, Gebrauchtwagen, concessionnaire automobile, voitures d'occasion, concesionario, coches de ocasión",
    ),
    row(
        "car_repair",
        "Car repair, wash and parts",
        "shop=car_repair amenity=vehicle_inspection craft=car_repair amenity=car_wash shop=car_parts shop=tyres",
        "automotive_repair automotive_services_and_repair auto_body_shop auto_glass_service oil_change_station brake_service_and_repair transmission_repair engine_repair_service auto_detailing windshield_installation_and_repair truck_repair auto_electrical_repair auto_customization vehicle_wrap car_window_tinting emissions_inspection towing_service roadside_assistance car_wash auto_parts_and_supply_store tire_shop tire_dealer_and_repair automotive_parts_and_accessories tire_repair_shop car_stereo_store wheel_and_rim_repair",
        "garage, body shop, inspection, MOT, towing, autokorjaamo, autohuolto, katsastus, hinaus, bilverkstad, besiktning, bärgning, Autowerkstatt, Kfz-Werkstatt, TÜV, Abschleppdienst, garage automobile, carrosserie, contrôle technique, dépannage, taller mecánico, chapa y pintura, ITV, grúa, Car wash, valeting, autopesu, biltvätt, Autowäsche, Waschanlage, lavage auto, lavado de coches, autolavado, Car parts and tyres, tyres, tires, spare parts, varaosat, renkaat, autotarvikkeet, däck, reservdelar, Autoteile, Reifen, pièces automobiles, pneus, recambios, neumáticos",
    ),
    row(
        "motorcycle",
        "Motorcycles",
        "shop=motorcycle shop=motorcycle_repair",
        "motorcycle_dealer motorcycle_repair motorcycle_gear scooter_dealers motorsports_store motorsport_vehicle_dealer",
        "motorbike, scooter, moottoripyörä, skootteri, mopo, motorcykel, moped, Motorrad, Roller, moto, motos, motocicletas",
    ),
    row(
        "fuel",
        "Filling station",
        "amenity=fuel",
        "gas_station truck_gas_station truck_stop fuel_dock",
        "petrol, gas station, huoltoasema, bensa-asema, bensinstation, mack, Tankstelle, station-service, essence, gasolinera",
    ),
    row(
        "charging_station",
        "Charging station",
        "amenity=charging_station",
        "ev_charging_station",
        "EV charging, latausasema, latauspiste, laddstation, Ladestation, borne de recharge, punto de recarga",
    ),
    row(
        "car_rental",
        "Vehicle rental",
        "amenity=car_rental amenity=car_sharing amenity=motorcycle_rental shop=car_rental",
        "car_rental_agency car_sharing truck_rentals rv_rentals motorcycle_rentals trailer_rentals rental_service bus_rentals",
        "car hire, car sharing, van hire, autovuokraamo, yhteiskäyttöauto, biluthyrning, bilpool, Autovermietung, Carsharing, location de voitures, autopartage, alquiler de coches",
    ),
    row(
        "bicycle_rental",
        "Bicycle rental",
        "amenity=bicycle_rental",
        "bike_rentals bike_sharing bicycle_sharing_location scooter_rental",
        "bike share, city bike, kaupunkipyörä, pyörävuokraamo, cykeluthyrning, lånecykel, Fahrradverleih, vélos en libre-service, location de vélos, alquiler de bicicletas",
    ),
    row(
        "parking",
        "Parking",
        "amenity=parking amenity=parking_entrance amenity=bicycle_parking amenity=motorcycle_parking",
        "parking park_and_rides bike_parking motorcycle_parking valet_service",
        "car park, parking garage, pysäköinti, parkkihalli, parkering, p-hus, Parkhaus, Parkplatz, stationnement, aparcamiento",
    ),
    row(
        "transport",
        "Taxi and transport",
        "amenity=taxi amenity=bus_station amenity=ferry_terminal office=transport office=taxi",
        "taxi_service taxi_rank bus_station ferry_service transportation train_station public_transportation limo_services airport_shuttles bus_service coach_bus metro_station water_taxi transport_interchange airlines airline",
        "taxi, bus station, ferry, taksi, linja-autoasema, satamaterminaali, lautta, busstation, färja, Taxi, Busbahnhof, Fähre, gare routière, estación de autobuses, terminal",
    ),
];
