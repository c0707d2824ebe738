//! Food and drink; groceries.

use super::{Row, row};

/// Places that serve.
pub const FOOD: &[Row] = &[
    row(
        "restaurant",
        "Restaurant",
        "amenity=restaurant",
        "restaurant *_restaurant bistro brasserie steakhouse diner gastropub supper_club soul_food eat_and_drink tapas_bar poke acai_bowls hong_kong_style_cafe theme_restaurant dinner_theater",
        "eatery, diner, bistro, pizzeria, sushi, dining, ravintola, ruokaravintola, pitseria, lounas, restaurang, krog, Gaststätte, Speiselokal, Pizzeria, resto, brasserie, restaurante, comedor, marisquería",
    ),
    row(
        "cafe",
        "Café",
        "amenity=cafe shop=coffee shop=tea",
        "cafe coffee_shop tea_room coffee_roastery coffee_and_tea_supplies bubble_tea internet_cafe smoothie_juice_bar",
        "coffee shop, tea room, coffeehouse, espresso, kahvila, kahvio, teehuone, kafé, kaffe, fik, konditori, Kaffeehaus, Teestube, salon de thé, café, cafetería, tetería",
    ),
    row(
        "fast_food",
        "Fast food and canteen",
        "amenity=fast_food amenity=food_court amenity=canteen",
        "fast_food_restaurant burger_restaurant doner_kebab sandwich_shop food_truck food_stand friterie hot_dog_restaurant falafel_restaurant pizza_delivery_service food_delivery_service salad_bar street_vendor food_court canteen cafeteria",
        "takeaway, takeout, burger, kebab, snack bar, food truck, pikaruoka, hampurilainen, grillikioski, snagari, snabbmat, korvkiosk, gatukök, Imbiss, Schnellimbiss, Döner, restauration rapide, friterie, comida rápida, hamburguesería, Food court and canteen, canteen, cafeteria, staff restaurant, ruokala, lounasravintola, henkilöstöravintola, matsal, lunchrestaurang, Kantine, Mensa, cantine, comedor, cantina, patio de comidas",
    ),
    row(
        "pub",
        "Pub",
        "amenity=pub amenity=biergarten",
        "pub irish_pub beer_garden beer_bar",
        "tavern, alehouse, beer garden, pubi, olutravintola, kapakka, krog, ölhall, Kneipe, Biergarten, Wirtshaus, taverne, brasserie à bière, taberna, cervecería",
    ),
    row(
        "bar",
        "Bar",
        "amenity=bar",
        "bar *_bar lounge cocktail_bar wine_bar sports_bar speakeasy hookah_bar",
        "cocktail bar, wine bar, lounge, baari, viinibaari, cocktailbaari, drinkbar, vinbar, Cocktailbar, Weinbar, Weinstube, bar à vin, bar de copas, coctelería, vinoteca",
    ),
    row(
        "nightclub",
        "Nightclub",
        "amenity=nightclub amenity=stripclub",
        "dance_club salsa_club strip_club jazz_and_blues country_dance_hall karaoke",
        "club, disco, dance club, karaoke, yökerho, disko, nattklubb, diskotek, Nachtclub, Diskothek, Disko, boîte de nuit, discothèque, discoteca, club nocturno",
    ),
    row(
        "ice_cream",
        "Ice cream",
        "amenity=ice_cream shop=ice_cream",
        "ice_cream_shop ice_cream_and_frozen_yoghurt gelato frozen_yoghurt_shop shaved_ice_shop shaved_snow_shop desserts",
        "gelato, frozen yoghurt, jäätelö, jäätelökioski, jätskibaari, glass, glassbar, Eisdiele, Eiscafé, glacier, crème glacée, heladería, helado",
    ),
    row(
        "caterer",
        "Catering",
        "craft=caterer",
        "caterer personal_chef box_lunch_supplier bartender",
        "catering, party service, pitopalvelu, juhlapalvelu, cateringfirma, festservice, Partyservice, traiteur, servicio de catering",
    ),
];

/// Shops for food and daily needs.
pub const GROCERIES: &[Row] = &[
    row(
        "supermarket",
        "Supermarket",
        "shop=supermarket shop=wholesale shop=food",
        "supermarket grocery_store superstore wholesale_grocer wholesale_store *_grocery_store",
        "grocery store, hypermarket, food store, ruokakauppa, marketti, päivittäistavarakauppa, mataffär, livsmedelsbutik, stormarknad, Supermarkt, Lebensmittelmarkt, supermarché, hypermarché, supermercado",
    ),
    row(
        "convenience",
        "Convenience store",
        "shop=convenience shop=grocery shop=general",
        "convenience_store",
        "corner shop, mini market, lähikauppa, elintarvikekioski, närbutik, livs, Spätkauf, Tante-Emma-Laden, épicerie, supérette, tienda de barrio, ultramarinos",
    ),
    row(
        "kiosk",
        "Kiosk and newsagent",
        "shop=kiosk shop=newsagent shop=lottery shop=tobacco shop=e-cigarette amenity=vending_machine",
        "kiosk newspaper_and_magazines_store tobacco_shop e_cigarette_store tabac lottery_ticket rental_kiosks",
        "newsstand, newsagent, tobacco, vape, kioski, ärrä, tupakkakauppa, tidningskiosk, tobaksaffär, Trafik, Zeitschriften, Tabakladen, bureau de tabac, presse, quiosco, estanco, Vending machine, automat, myyntiautomaatti, automaatti, varuautomat, Verkaufsautomat, distributeur automatique, máquina expendedora",
    ),
    row(
        "bakery",
        "Bakery",
        "shop=bakery shop=pastry craft=bakery",
        "bakery patisserie_cake_shop cupcake_shop custom_cakes_shop bagel_shop donuts pie_shop back_shop flatbread macarons pretzels baguettes chimney_cake_shop",
        "bread, pastry, cakes, patisserie, leipomo, konditoria, leipä, kakut, bageri, konditori, bröd, Bäckerei, Konditorei, boulangerie, pâtisserie, panadería, pastelería",
    ),
    row(
        "butcher",
        "Butcher and fishmonger",
        "shop=butcher craft=butcher shop=seafood shop=fishmonger",
        "butcher_shop meat_shop smokehouse meat_wholesaler fishmonger seafood_market seafood_wholesaler",
        "meat, sausages, lihakauppa, teurastaja, slaktare, köttaffär, charkuteri, Metzgerei, Fleischerei, boucherie, charcuterie, carnicería, Fishmonger, fish, kalakauppa, kala, fiskaffär, fisk, Fischgeschäft, Fischhändler, poissonnerie, pescadería",
    ),
    row(
        "greengrocer",
        "Greengrocer",
        "shop=greengrocer shop=farm",
        "greengrocer fruits_and_vegetables csa_farm produce_wholesaler honey_farm_shop",
        "fruit, vegetables, farm shop, vihannekset, hedelmät, vihanneskauppa, grönsaker, frukt, gårdsbutik, Gemüseladen, Obst, Hofladen, primeur, fruits et légumes, frutería, verdulería",
    ),
    row(
        "deli",
        "Delicatessen",
        "shop=deli shop=cheese shop=dairy shop=pasta shop=spices shop=health_food",
        "delicatessen specialty_foods cheese_shop health_food_store imported_food pasta_shop herb_and_spice_shop olive_oil health_market vitamins_and_supplements dairy_stores food",
        "fine food, cheese, health food, organic, herkkukauppa, juusto, luontaistuote, luomu, delikatesser, ostaffär, hälsokost, Feinkost, Käseladen, Reformhaus, Bioladen, épicerie fine, fromagerie, produits bio, charcutería fina, quesería, productos naturales",
    ),
    row(
        "confectionery",
        "Sweets and chocolate",
        "shop=confectionery shop=chocolate craft=confectionery",
        "candy_store chocolatier indian_sweets_shop popcorn_shop japanese_confectionery_shop",
        "candy, chocolate, karkkikauppa, makeiset, suklaa, godis, choklad, Süßwaren, Schokolade, confiserie, chocolaterie, bonbons, golosinas, bombonería, chocolatería",
    ),
    row(
        "alcohol",
        "Wine and spirits",
        "shop=alcohol shop=wine shop=beverages craft=winery craft=distillery",
        "liquor_store beer_wine_and_spirits beverage_store winery wine_tasting_room distillery wine_wholesaler",
        "liquor, off-licence, wine shop, bottle shop, viinikauppa, alkoholi, Alko, juomat, systembolag, vinhandel, Getränkemarkt, Weinhandlung, Spirituosen, caviste, vins et spiritueux, licorería, bodega, vinos",
    ),
    row(
        "marketplace",
        "Market",
        "amenity=marketplace",
        "farmers_market public_market flea_market market_stall bazaars night_market flower_markets holiday_market",
        "market hall, farmers' market, flea market, tori, kauppahalli, kirpputori, torg, saluhall, loppis, Markt, Markthalle, Flohmarkt, marché, halles, mercado, mercadillo, rastro",
    ),
];
